package io.vsd.local.bench.peers;

import io.vsd.local.bench.peers.PeerProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face transformers in an interpreter that has it, and the file with 16-bit weights that
 * other runtimes read.
 *
 * @param python the interpreter or its name
 * @param cache directory that converted models are kept in
 * @param scripts directory of the runner and the converter
 * @param logs directory of the logs
 */
record PythonPeer(String python, Path cache, Path scripts, Path logs) {
  /** What is needed, for a report that lacks it. */
  static final String WANTED =
      "wants: python3 -m venv DIR && DIR/bin/pip install -r deploy/bench/requirements.txt, then --python DIR/bin/python";

  private static final Duration CONVERT_LIMIT = Duration.ofMinutes(5);

  /**
   * The same weights with 16-bit floats in place of quantised blocks, made once.
   *
   * @param key tells the weights from all others
   */
  Path halfPrecision(Path gguf, String key) throws PeerException, InterruptedException {
    Path file = cache.resolve(key + "-f16.gguf");
    if (!Files.exists(file)) {
      try {
        Files.createDirectories(cache);
      } catch (IOException e) {
        throw new PeerException("cannot make " + cache + ": " + e.getMessage(), e);
      }
      new ToolRun("the conversion to F16", logs.resolve("gguf_to_f16.log"), CONVERT_LIMIT)
          .run(
              List.of(
                  python,
                  scripts.resolve("gguf_to_f16.py").toString(),
                  "--from",
                  gguf.toString(),
                  "--to",
                  file.toString()));
    }
    return file;
  }

  /** How a model is started. */
  Launch launch(PeerRow row, Path model, PeersSettings settings) {
    String threads = Integer.toString(settings.threads());
    return new Launch(
        row,
        List.of(
            python,
            scripts.resolve("transformers_peer.py").toString(),
            "--model",
            model.toString(),
            "--dtype",
            row.form(),
            "--threads",
            threads),
        Map.of("OMP_NUM_THREADS", threads, "HF_HUB_OFFLINE", "1", "TQDM_DISABLE", "1"));
  }
}
