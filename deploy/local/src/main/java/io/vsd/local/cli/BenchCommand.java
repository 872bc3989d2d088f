package io.vsd.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.hub.ModelHub;
import io.vsd.local.bench.LearningCost;
import io.vsd.local.bench.MemoryFlatness;
import io.vsd.local.bench.ModelFootprint;
import io.vsd.local.bench.ReadyTimes;
import io.vsd.local.bench.RoundOverhead;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.cluster.ClusterException;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.StateLock;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measurements on a cluster of their own. */
@Command(
    name = "bench",
    description =
        "Measures round overhead, memory, what learning costs, what a model takes, speed beside other runtimes, with several sessions, and over rows and context, on a cluster of its own.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();

  @Spec private @Nullable CommandSpec spec;

  private final Session session;

  BenchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      CommandLine.usage(spec, System.out);
    }
    return ExitCodes.USAGE;
  }

  @Command(
      name = "round-overhead",
      description = "gRPC and bookkeeping of a round, beside the device's and the draft's time",
      mixinStandardHelpOptions = true)
  int roundOverhead(
      @Option(names = "--rounds", defaultValue = "2000", description = "(${DEFAULT-VALUE})")
          int rounds,
      @Option(
              names = "--learning",
              description = "with broker and trainer, every round logged in full")
          boolean learning,
      @Option(names = "--json", paramLabel = "FILE") @Nullable Path json)
      throws Exception {
    Consent consent = learning ? Consent.CONSENT_FULL : Consent.CONSENT_OFF;
    try (StateLock _ = lock();
        LocalCluster cluster = start(learning ? plan() : plan().withoutLearning());
        GenerationClient client = client(cluster)) {
      write(json, new RoundOverhead(client, prompts(), consent).run(rounds, session.out()));
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "memory",
      description = "resident memory of the services over rounds and training steps",
      mixinStandardHelpOptions = true)
  int memory(
      @Option(names = "--rounds", defaultValue = "10000", description = "(${DEFAULT-VALUE})")
          long rounds,
      @Option(names = "--steps", defaultValue = "1000", description = "(${DEFAULT-VALUE})")
          long steps,
      @Option(names = "--json", paramLabel = "FILE") @Nullable Path json)
      throws Exception {
    try (StateLock _ = lock();
        LocalCluster cluster = start(MemoryFlatness.eager(plan()));
        GenerationClient client = client(cluster)) {
      write(json, new MemoryFlatness(cluster, client, prompts()).run(rounds, steps, session.out()));
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "learning",
      description = "speed of replies while the trainer learns, against no learning at all",
      mixinStandardHelpOptions = true)
  int learning(
      @Option(
              names = "--turns",
              defaultValue = "7",
              description = "of each kind of traffic (${DEFAULT-VALUE})")
          int turns,
      @Option(names = "--json", paramLabel = "FILE") @Nullable Path json)
      throws Exception {
    try (StateLock _ = lock();
        LocalCluster cluster = start(plan());
        GenerationClient client = client(cluster)) {
      write(json, new LearningCost(cluster, client, prompts()).run(turns, session.out()));
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "model",
      description = "what a model takes: time to be ready, memory of each service, tokens/s",
      mixinStandardHelpOptions = true)
  int model(
      @Option(
              names = "--replies",
              defaultValue = "24",
              description = "of each kind: plain, and with the draft (${DEFAULT-VALUE})")
          int replies,
      @Option(names = "--json", paramLabel = "FILE") @Nullable Path json)
      throws Exception {
    ReadyTimes times = new ReadyTimes(new StartupDisplay(session.err()));
    try (StateLock _ = lock();
        LocalCluster cluster = LocalCluster.start(session.workspace(), plan(), false, times);
        GenerationClient client = client(cluster)) {
      write(
          json, new ModelFootprint(cluster, client, times).run(prompts(), replies, session.out()));
    }
    return ExitCodes.OK;
  }

  ClusterPlan plan() throws IOException, ClusterException {
    String target = ModelFiles.ensure(session, model.model);
    Path stateDir = stateDir();
    Trees.delete(stateDir);
    return ClusterPlan.of(stateDir, target, model.draftCheckpoint(session, target));
  }

  /** The draft that a cluster of this model would begin with. */
  Optional<Path> draft() throws IOException, ClusterException {
    return model.draftCheckpoint(session, ModelFiles.ensure(session, model.model));
  }

  private Path stateDir() {
    return session.workspace().stateDir().resolve("bench");
  }

  StateLock lock() throws IOException, ClusterException {
    return StateLock.of(stateDir());
  }

  LocalCluster start(ClusterPlan plan) throws Exception {
    return new ClusterStarter(session).start(plan, false);
  }

  static GenerationClient client(LocalCluster cluster) {
    return new GenerationClient(cluster.service("draft").address());
  }

  List<Conversation> prompts() throws IOException {
    return PromptFile.read(session.workspace().home().resolve("deploy/local/demo/traffic.jsonl"));
  }

  static void write(@Nullable Path file, ObjectNode figures) throws IOException {
    if (file != null) {
      Files.writeString(
          file,
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    }
  }

  /** The model as other runtimes want it: the GGUF file itself where a directory holds one. */
  Path modelFile() throws IOException, ClusterException {
    String target = ModelFiles.ensure(session, model.model);
    Path path = ModelHub.fromEnvironment(session.workspace().environment()).resolve(target);
    if (!Files.isDirectory(path) || Files.exists(path.resolve("config.json"))) {
      return path;
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> ggufs = files.filter(f -> f.toString().endsWith(".gguf")).toList();
      return ggufs.size() == 1 ? ggufs.getFirst() : path;
    }
  }
}
