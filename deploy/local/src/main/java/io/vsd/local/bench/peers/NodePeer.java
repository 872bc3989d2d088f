package io.vsd.local.bench.peers;

import io.vsd.local.bench.peers.PeerProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * llama.cpp as npm's prebuilt package has it: nothing is compiled, no script of a package runs. It
 * is installed once, at a pinned version, and only for this measurement.
 *
 * @param node the {@code node} binary or its name
 * @param cache directory that installations are kept in
 * @param runner the runner's script
 * @param logs directory of the logs
 */
record NodePeer(String node, Path cache, Path runner, Path logs) {
  static final String VERSION = "3.21.1";

  /** What is needed, for a report that lacks it. */
  static final String WANTED =
      "llama.cpp wants Node.js 20 or newer with npm (https://nodejs.org, or --node PATH)";

  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

  /** Installs the package where it is not yet; returns the directory with its modules. */
  Path install() throws PeerException, InterruptedException {
    Path directory = cache.resolve("node-llama-cpp-" + VERSION);
    Path done = directory.resolve("installed");
    if (Files.exists(done)) {
      return directory;
    }
    try {
      Files.createDirectories(directory);
      new ToolRun("npm", logs.resolve("npm.log"), INSTALL_LIMIT).run(npm(directory));
      Files.createFile(done);
    } catch (IOException e) {
      throw new PeerException("cannot install node-llama-cpp: " + e.getMessage(), e);
    }
    return directory;
  }

  private static List<String> npm(Path directory) throws PeerException {
    return List.of(
        "npm",
        "install",
        "--prefix",
        directory.toString(),
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--ignore-scripts",
        "--omit=optional",
        "node-llama-cpp@" + VERSION,
        "@node-llama-cpp/" + platform() + "@" + VERSION);
  }

  /** The package with this machine's binaries; named, so that those of other machines stay away. */
  private static String platform() throws PeerException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    if (system.startsWith("linux")) {
      return arm ? "linux-arm64" : "linux-x64";
    }
    if (system.startsWith("mac")) {
      return arm ? "mac-arm64-metal" : "mac-x64";
    }
    throw new PeerException("there are no prebuilt binaries of llama.cpp for " + system);
  }

  /** How a model is started. */
  Launch launch(PeerRow row, Path gguf, PeersSettings settings)
      throws PeerException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                node,
                runner.toString(),
                "--modules",
                install().toString(),
                "--model",
                gguf.toString(),
                "--threads",
                Integer.toString(settings.threads()),
                "--context",
                Integer.toString(settings.context())));
    if (row == PeerRow.LLAMA_F16_LOOKUP || row == PeerRow.LLAMA_FILE_LOOKUP) {
      command.add("--lookup");
    }
    return new Launch(row, command, Map.of());
  }
}
