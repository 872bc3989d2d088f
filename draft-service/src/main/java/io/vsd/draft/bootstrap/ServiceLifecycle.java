package io.vsd.draft.bootstrap;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vsd.draft.config.ServiceConfig;
import io.vsd.draft.drafting.DeviceThread;
import io.vsd.draft.drafting.DraftGenerations;
import io.vsd.draft.generation.FrontDoor;
import io.vsd.draft.generation.ServingParts;
import io.vsd.draft.hotswap.AnnouncementConsumer;
import io.vsd.draft.hotswap.CheckpointCache;
import io.vsd.draft.hotswap.CheckpointFetcher;
import io.vsd.draft.hotswap.CheckpointFollower;
import io.vsd.draft.hotswap.DraftSwapper;
import io.vsd.draft.verifiers.VerifierDirectory;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.startup.StartRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and stops the service's own threads; a draft that does not load leaves plain decoding. */
@ApplicationScoped
public class ServiceLifecycle {

  private static final Logger LOG = Logger.getLogger("io.vsd.draft");
  private static final CheckpointFollower.Backoff BACKOFF =
      new CheckpointFollower.Backoff(500, 15_000);

  private final ServiceConfig config;
  private final ServingParts serving;
  private final DraftSwapper swapper;
  private final CheckpointCache cache;
  private final TargetParts target;
  private @Nullable CheckpointFollower follower;
  private @Nullable AnnouncementConsumer announcements;

  ServiceLifecycle(
      ServiceConfig config,
      ServingParts serving,
      DraftSwapper swapper,
      CheckpointCache cache,
      TargetParts target) {
    this.config = config;
    this.serving = serving;
    this.swapper = swapper;
    this.cache = cache;
    this.target = target;
  }

  void start(@Observes StartupEvent event, FrontDoor door) {
    try {
      start(door);
    } catch (RuntimeException | Error failure) {
      throw cannotStart(failure);
    }
  }

  /** The one line of a start that fails. */
  static ConfigurationException cannotStart(Throwable failure) {
    var refusal = StartRefusal.of(failure);
    if (!refusal.foreseen()) {
      LOG.error("the start failed", failure);
    }
    // The container reports this exception by its message alone, without a trace.
    return new ConfigurationException("draft-service cannot start: " + refusal.reason());
  }

  private void start(FrontDoor door) {
    serving.verifiers().start();
    serving.metrics().watchActiveRequests(serving.slots().active());
    CheckpointFollower.initial(cache, this::bundled).ifPresent(this::begin);
    config.kafka().bootstrapServers().filter(s -> !s.isBlank()).ifPresent(this::subscribe);
    door.open(serving, swapper);
    var version = serving.generations().activeVersion();
    LOG.infof(
        "draft-service ready: model %s, draft %s, verifiers %s, consent %s",
        target.text().modelName(),
        version.isEmpty() ? "none (lookup in each text alone)" : version,
        String.join(",", serving.verifiers().addresses()),
        serving.limits().consent());
  }

  /** A cached draft that does not load any more must not keep the bundled one from serving. */
  private void begin(DraftCheckpoint first) {
    if (!swapper.beginWith(first)) {
      bundled()
          .filter(b -> !b.manifest().checkpointId().equals(first.manifest().checkpointId()))
          .ifPresent(swapper::beginWith);
    }
  }

  private Optional<DraftCheckpoint> bundled() {
    var dir = config.draft().checkpoint().filter(s -> !s.isBlank());
    if (dir.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DraftCheckpoint.read(Path.of(dir.get())));
    } catch (IOException | RuntimeException unreadable) {
      swapper.unreadable(dir.get(), unreadable);
      return Optional.empty();
    }
  }

  private void subscribe(String bootstrapServers) {
    var fetcher =
        new CheckpointFetcher(
            cache,
            config.draft().trainer().orElse(""),
            config.draft().limits().maxCheckpointBytes());
    var following = new CheckpointFollower(fetcher, cache, swapper, serving.metrics(), BACKOFF);
    follower = following;
    var reader =
        new AnnouncementConsumer(
            () ->
                new KafkaConsumer<>(
                    Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        10_000),
                    new StringDeserializer(),
                    new ByteArrayDeserializer()),
            following::want,
            BACKOFF);
    announcements = reader;
    reader.start();
  }

  void stop(
      @Observes ShutdownEvent event,
      VerifierDirectory verifiers,
      DeviceThread device,
      DraftGenerations generations) {
    if (announcements != null) {
      announcements.close();
    }
    if (follower != null) {
      follower.close();
    }
    verifiers.close();
    generations.close();
    device.close();
    target.close();
  }
}
