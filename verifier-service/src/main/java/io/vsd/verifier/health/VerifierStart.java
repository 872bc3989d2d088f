package io.vsd.verifier.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.hub.ModelHub;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.proto.speculation.v1.Load;
import io.vsd.verifier.config.VerifierSettings;
import io.vsd.verifier.describe.ServiceDescription;
import io.vsd.verifier.describe.ServiceDescription.Costs;
import io.vsd.verifier.events.EventQueue;
import io.vsd.verifier.events.KafkaRecordSender;
import io.vsd.verifier.events.PublishedRoundLog;
import io.vsd.verifier.events.RoundEventPublisher;
import io.vsd.verifier.events.RoundLog;
import io.vsd.verifier.scheduling.BatchLimits;
import io.vsd.verifier.scheduling.BatchMetrics;
import io.vsd.verifier.scheduling.DeviceCall;
import io.vsd.verifier.scheduling.DeviceScheduler;
import io.vsd.verifier.scheduling.QueueLimits;
import io.vsd.verifier.scoring.ScoreDoor;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.PrefixSharing;
import io.vsd.verifier.session.SessionLimits;
import io.vsd.verifier.speculation.RefusalMapper;
import io.vsd.verifier.speculation.Serving;
import io.vsd.verifier.speculation.SessionAdmission;
import io.vsd.verifier.speculation.SpeculationMetrics;
import io.vsd.verifier.speculation.VerifierDoors;
import io.vsd.verifier.target.EngineTarget;
import io.vsd.verifier.target.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Builds everything behind the doors, in order, and takes it down again. */
final class VerifierStart implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(VerifierStart.class);
  private static final int[] COST_ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 32};
  private static final int COST_CONTEXT = 128;

  /** Larger row counts that a slow model does not reach in this time are left out of the curve. */
  private static final Duration COST_BUDGET = Duration.ofMillis(1800);

  private static final Duration EVENTS_CLOSE_WAIT = Duration.ofSeconds(3);

  private final VerifierSettings settings;
  private final MeterRegistry registry;
  private @Nullable DeviceScheduler scheduler;
  private @Nullable Target target;
  private @Nullable RoundEventPublisher publisher;
  private @Nullable SessionAdmission admission;

  VerifierStart(VerifierSettings settings, MeterRegistry registry) {
    this.settings = settings;
    this.registry = registry;
  }

  /** Loads, measures and wires; throws with a message for operators. */
  VerifierDoors start() {
    VerifierSettings.Verifier own = settings.verifier();
    DeviceScheduler device =
        new DeviceScheduler(
            new QueueLimits(own.maxQueuedCommands(), own.maxQueuedScores()),
            new BatchLimits(own.maxBatchRows(), own.prefillChunkRows()),
            new BatchMetrics(registry));
    scheduler = device;
    Target loaded = onDevice(device, this::load);
    target = loaded;
    device.serve(loaded::forward);
    Costs costs =
        timed("costs of a forward measured", () -> onDevice(device, () -> measure(loaded)));
    SessionLimits limits =
        new SessionLimits(
            loaded.facts().fingerprint(),
            loaded.facts().vocabSize(),
            Math.min(own.maxContextTokens(), loaded.facts().maxPositions()),
            own.maxTreeNodes(),
            own.maxTreeDepth());
    SessionAdmission places = new SessionAdmission(own.maxSessions());
    admission = places;
    RoundLog log = log();
    gauges(device, places, log);
    Serving serving =
        new Serving(
            loaded,
            device,
            limits,
            places,
            log,
            sharing(own.prefixCache()),
            new SpeculationMetrics(registry, own.maxTreeDepth()));
    return new VerifierDoors(
        serving,
        new ScoreDoor(loaded, device, limits, RefusalMapper::toStatus),
        ServiceDescription.of(
            loaded.facts(), limits, own.maxSessions(), costs, () -> load(device, places, log)));
  }

  private static PrefixSharing sharing(VerifierSettings.PrefixCache cache) {
    return switch (cache.scope()) {
      case NONE -> PrefixSharing.NONE;
      case TENANT -> PrefixSharing.TENANT;
      case SHARED -> PrefixSharing.SHARED;
    };
  }

  private Target load() {
    DeviceOptions options =
        new DeviceOptions(
            settings.verifier().device(),
            Precision.of(settings.verifier().precision()),
            settings.threads());
    ModelHub hub = ModelHub.fromEnvironment(System.getenv());
    try (ModelDirectory directory =
        timed("model opened", () -> ModelDirectory.open(hub.resolve(settings.model())))) {
      return timed(
          "%d M parameters read, packed and hashed".formatted(parameters(directory) / 1_000_000),
          () ->
              EngineTarget.load(directory, options, settings.verifier().prefixCache().maxBytes()));
    }
  }

  private static long parameters(ModelDirectory model) {
    WeightSource weights = model.weights();
    return weights.names().stream().mapToLong(n -> weights.rows(n) * weights.width(n)).sum();
  }

  /** Says how long a step of the start took, since a large model's takes long. */
  private static <T> T timed(String what, Supplier<T> step) {
    long begin = System.nanoTime();
    T made = step.get();
    LOG.infof("%s: %.1f s", what, (System.nanoTime() - begin) / 1e9);
    return made;
  }

  private Costs measure(Target loaded) {
    int maxRows = settings.verifier().maxTreeNodes() + 1;
    int context = Math.min(COST_CONTEXT, loaded.facts().maxPositions() / 2);
    int[] rows = Arrays.stream(COST_ROWS).filter(n -> n <= maxRows).toArray();
    Costs costs = new Costs(context, loaded.measureCosts(context, rows, COST_BUDGET));
    LOG.infof(
        "a forward takes, by rows: %s",
        costs.points().stream()
            .map(p -> String.format(Locale.ROOT, "%d: %.1f ms", p.rows(), p.milliseconds()))
            .collect(Collectors.joining(", ")));
    return costs;
  }

  private RoundLog log() {
    VerifierSettings.Events events = settings.verifier().events();
    Optional<String> brokers = settings.kafka().bootstrapServers().filter(b -> !b.isBlank());
    if (brokers.isEmpty()) {
      return RoundLog.none();
    }
    RoundEventPublisher started =
        new RoundEventPublisher(
            new EventQueue(events.maxRecords(), events.maxBytes()),
            KafkaRecordSender.connect(brokers.get(), events.topic(), events.maxBytes()),
            EVENTS_CLOSE_WAIT);
    publisher = started;
    ConsentMode ceiling =
        switch (events.consent()) {
          case OFF -> ConsentMode.OFF;
          case METRICS_ONLY -> ConsentMode.METRICS_ONLY;
          case FULL -> ConsentMode.FULL;
        };
    return new PublishedRoundLog(started, ceiling, Clock.systemUTC());
  }

  private void gauges(DeviceScheduler device, SessionAdmission places, RoundLog log) {
    registry.gauge("vsd_verifier_queued_commands", device, DeviceScheduler::queuedCommands);
    registry.gauge("vsd_verifier_active_sessions", places, SessionAdmission::open);
    registry.more().counter("vsd_verifier_dropped_events", List.of(), log, RoundLog::dropped);
  }

  private static Load load(DeviceScheduler device, SessionAdmission places, RoundLog log) {
    return Load.newBuilder()
        .setActiveSessions(places.open())
        .setQueuedCommands(device.queuedCommands())
        .setIdleNanos(device.idleNanos())
        .setDroppedEvents(log.dropped())
        .build();
  }

  /** Refuses new sessions and lets the open ones end; false when some had not ended in time. */
  boolean drain() throws InterruptedException {
    return admission == null || admission.drain(settings.verifier().drainMs());
  }

  @Override
  public void close() {
    if (scheduler != null) {
      DeviceScheduler device = scheduler;
      if (target != null) {
        Target loaded = target;
        onDevice(
            device,
            () -> {
              loaded.close();
              return loaded;
            });
      }
      device.close();
    }
    if (publisher != null) {
      publisher.close();
    }
  }

  /** Runs something on the device thread and waits for it. */
  static <T> T onDevice(DeviceScheduler device, Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    DeviceCall task =
        new DeviceCall() {
          @Override
          public void run() {
            result.complete(work.get());
          }

          @Override
          public void failed(Throwable cause) {
            result.completeExceptionally(cause);
          }
        };
    if (!device.submit(device.openLane(), task)) {
      throw new IllegalStateException("the device thread takes no work");
    }
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
