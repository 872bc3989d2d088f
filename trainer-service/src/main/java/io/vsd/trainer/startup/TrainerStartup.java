package io.vsd.trainer.startup;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftInitializer;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.hub.HubException;
import io.vsd.engine.hub.ModelHub;
import io.vsd.engine.startup.StartRefusal;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.trainer.config.LearningSettings;
import io.vsd.trainer.config.TrainerSettings;
import io.vsd.trainer.endpoint.CheckpointDirectory;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerLoop;
import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.recording.TargetShape;
import io.vsd.trainer.registry.CheckpointRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the trainer's thread when the service starts and ends it when the service stops. */
@ApplicationScoped
public class TrainerStartup {

  private static final Logger LOG = Logger.getLogger(TrainerStartup.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int INITIAL_VOCABULARY = 8192;

  private final TrainerSettings settings;
  private final TrainerBoard board;
  private final CheckpointDirectory checkpoints;
  private final String codeVersion;
  private volatile @Nullable Thread thread;

  /** Made by the container. */
  public TrainerStartup(
      TrainerSettings settings,
      TrainerBoard board,
      CheckpointDirectory checkpoints,
      @ConfigProperty(name = "quarkus.application.version") String codeVersion) {
    this.settings = settings;
    this.board = board;
    this.checkpoints = checkpoints;
    this.codeVersion = codeVersion;
  }

  /** Whether the trainer's thread lives, or none was asked for. */
  public boolean isAlive() {
    Thread running = thread;
    return running == null ? settings.kafka().bootstrapServers().isEmpty() : running.isAlive();
  }

  void start(@Observes StartupEvent event) {
    LearningSettings learning = settings.trainer();
    ModelHub hub = ModelHub.fromEnvironment(System.getenv());
    try {
      start(learning, ModelDirectory.open(hub.resolve(settings.model())));
    } catch (IOException | RuntimeException | Error failure) {
      StartRefusal refusal = StartRefusal.of(failure);
      if (!refusal.foreseen()) {
        LOG.error("the start failed", failure);
      }
      // The container reports this exception by its message alone, without a trace.
      throw new ConfigurationException("vsd-trainer cannot start: " + refusal.reason());
    }
  }

  /** The trainer's thread reads the model's embedding and closes it, as long as there is one. */
  private void start(LearningSettings learning, ModelDirectory model) throws IOException {
    try {
      TargetIdentity target = TargetFingerprints.identify(model, learning);
      LineageStart lineage =
          new LineageStart(
              target,
              () -> initial(learning.initialCheckpoint(), target),
              learning.initialCheckpoint().isPresent());
      CheckpointRegistry registry = lineage.open(learning.registry(), learning.keepCheckpoints());
      checkpoints.open(registry);
      board.target(
          new TrainerProgress.Target("", model.name(), learning.precision(), target.fingerprint()));
      LOG.infof(
          "vsd-trainer learns %s for %s (target %.12s), lineage at %s",
          learning.objective(),
          model.name(),
          target.fingerprint(),
          registry.newest().map(n -> n.id()).orElse("-"));
      Optional<String> brokers = settings.kafka().bootstrapServers().filter(b -> !b.isBlank());
      if (brokers.isPresent()) {
        follow(brokers.get(), model, target, new Opened(registry, lineage));
      }
      LOG.infof(
          "vsd-trainer ready at %s, log at %s",
          checkpoints.fetchAddress(), brokers.orElse("no broker"));
    } finally {
      if (thread == null) {
        model.close();
      }
    }
  }

  private record Opened(CheckpointRegistry registry, LineageStart lineage) {}

  private void follow(String brokers, ModelDirectory model, TargetIdentity target, Opened opened) {
    var engine = new EngineParts(settings, target.config(), TargetEmbedding.of(model));
    var pacer = engine.pacer(board);
    var watch = engine.watch(board);
    var kafka = new KafkaConnections(brokers);
    var learner = engine.learner();
    var parts =
        new TrainerAssembly.Lasting(
            learner,
            engine.judge(),
            watch,
            opened.registry(),
            opened.lineage(),
            pacer,
            board,
            kafka,
            checkpoints.fetchAddress());
    var loop =
        new TrainerLoop(
            new TrainerAssembly(settings.trainer(), shape(target), codeVersion, parts),
            board,
            Thread::sleep);
    thread =
        Thread.ofPlatform()
            .name("trainer")
            .start(
                () -> {
                  try (model;
                      kafka;
                      watch;
                      pacer;
                      learner) {
                    loop.run();
                    // The interrupt has done its work; closing must not be cut short by it.
                    Thread.interrupted();
                  }
                });
  }

  private static TargetShape shape(TargetIdentity target) {
    return new TargetShape(
        target.fingerprint(), target.config().hiddenSize(), target.config().vocabSize());
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      running.join(STOP_LIMIT);
    }
  }

  /** Reads or makes it; may be asked for again when a registry has lost everything. */
  private DraftCheckpoint initial(Optional<Path> directory, TargetIdentity target)
      throws IOException {
    if (directory.isPresent()) {
      return DraftCheckpoint.read(directory.get());
    }
    int[] vocabulary =
        IntStream.range(0, Math.min(INITIAL_VOCABULARY, target.config().vocabSize())).toArray();
    ModelHub hub = ModelHub.fromEnvironment(System.getenv());
    try (ModelDirectory model = ModelDirectory.open(hub.resolve(settings.model()))) {
      return DraftInitializer.from(
          model, vocabulary, CheckpointManifest.initial("initial", "initial", target, codeVersion));
    } catch (HubException | MalformedWeightsException unusable) {
      throw new IOException(unusable.getMessage(), unusable);
    }
  }
}
