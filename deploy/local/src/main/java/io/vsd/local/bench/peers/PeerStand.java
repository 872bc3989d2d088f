package io.vsd.local.bench.peers;

import io.vsd.local.bench.peers.PeerProcess.Launch;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.config.Workspace;
import io.vsd.local.inprocess.DecodeMain;
import io.vsd.local.inprocess.RunnerCommand;
import io.vsd.local.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All contenders with the model loaded. One that is not there, or fails later, leaves a reason in
 * its place; our own have to be there.
 */
final class PeerStand implements AutoCloseable {
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(3);

  private final Map<PeerRow, Contender> contenders = new EnumMap<>(PeerRow.class);
  private final SortedMap<PeerRow, String> missing = new TreeMap<>();
  private final PeerTools tools;
  private final PeersSettings settings;
  private final Terminal terminal;

  PeerStand(PeerTools tools, PeersSettings settings, Terminal terminal) {
    this.tools = tools;
    this.settings = settings;
    this.terminal = terminal;
  }

  /**
   * Our own engine without the cluster; it also knows the model's tokenizer.
   *
   * @throws PeerException if it does not start
   */
  PeerProcess startEngine(Workspace workspace, Path model)
      throws PeerException, InterruptedException {
    List<String> command =
        RunnerCommand.of(
            workspace,
            DecodeMain.class,
            List.of(
                "--model", model.toString(), "--threads", Integer.toString(settings.threads())));
    PeerProcess engine =
        PeerProcess.start(
            new Launch(PeerRow.IN_PROCESS, command, Map.of()), tools.logs(), LOAD_LIMIT);
    contenders.put(PeerRow.IN_PROCESS, engine);
    return engine;
  }

  /** Our cluster, with its draft where it has one. */
  void add(GenerationClient client, boolean drafted) {
    contenders.put(PeerRow.CLUSTER, ClusterContender.plain(client));
    if (drafted) {
      contenders.put(PeerRow.SPECULATIVE, ClusterContender.speculative(client));
    } else {
      missing.put(PeerRow.SPECULATIVE, "there is no draft for this model");
    }
  }

  /**
   * Starts those of others.
   *
   * @param model a GGUF file or a directory
   * @param key tells its weights from all others
   */
  void startOthers(Path model, String key) throws InterruptedException {
    boolean gguf = Files.isRegularFile(model);
    Optional<Path> half = Optional.empty();
    String noHalf = "the model is no GGUF file";
    if (gguf) {
      try {
        terminal.status("  the weights in 16 bits …");
        half = Optional.of(tools.python().halfPrecision(model, key));
      } catch (PeerException e) {
        noHalf = "no file with 16-bit weights: " + e.getMessage() + "; " + PythonPeer.WANTED;
      }
    }
    for (PeerRow row : PeerRow.values()) {
      switch (row) {
        case CLUSTER, SPECULATIVE, IN_PROCESS -> {}
        case LLAMA_F16, LLAMA_F16_LOOKUP -> startLlama(row, half, noHalf);
        case LLAMA_FILE, LLAMA_FILE_LOOKUP ->
            startLlama(row, gguf ? Optional.of(model) : Optional.empty(), noHalf);
        case TRANSFORMERS_FP32, TRANSFORMERS_BF16 ->
            start(tools.python().launch(row, half.orElse(model), settings));
      }
    }
    terminal.clearStatus();
  }

  private void startLlama(PeerRow row, Optional<Path> file, String reason)
      throws InterruptedException {
    if (file.isEmpty()) {
      missing.put(row, reason);
      return;
    }
    try {
      start(tools.node().launch(row, file.get(), settings));
    } catch (PeerException e) {
      missing.put(row, e.getMessage() + "; " + NodePeer.WANTED);
    }
  }

  private void start(Launch launch) throws InterruptedException {
    terminal.status("  " + launch.row().title() + ", " + launch.row().form() + " …");
    try {
      PeerProcess peer = PeerProcess.start(launch, tools.logs(), LOAD_LIMIT);
      int threads = peer.facts().path("threads").asInt();
      if (threads != settings.threads()) {
        peer.close();
        throw new PeerException(
            "it runs " + threads + " threads and was asked for " + settings.threads());
      }
      contenders.put(launch.row(), peer);
    } catch (PeerException e) {
      missing.put(launch.row(), e.getMessage() + "; " + wanted(launch.row()));
    }
  }

  private static String wanted(PeerRow row) {
    return switch (row) {
      case TRANSFORMERS_FP32, TRANSFORMERS_BF16 -> PythonPeer.WANTED;
      case LLAMA_F16, LLAMA_F16_LOOKUP, LLAMA_FILE, LLAMA_FILE_LOOKUP -> NodePeer.WANTED;
      case CLUSTER, SPECULATIVE, IN_PROCESS -> "see its log";
    };
  }

  /** Those that are there, in the table's order. */
  List<Contender> contenders() {
    return List.copyOf(contenders.values());
  }

  /** Why rows have no figures. */
  SortedMap<PeerRow, String> missing() {
    return missing;
  }

  /** Takes one out that failed. */
  void drop(Contender contender, PeerException cause) {
    contender.close();
    contenders.remove(contender.row());
    missing.put(contender.row(), String.valueOf(cause.getMessage()));
  }

  @Override
  public void close() {
    contenders.values().forEach(Contender::close);
    contenders.clear();
  }
}
