package io.vsd.draft.bootstrap;

import io.micrometer.core.instrument.MeterRegistry;
import io.vsd.draft.config.ServiceConfig;
import io.vsd.draft.decoding.DecodingRules;
import io.vsd.draft.decoding.ReopenPolicy;
import io.vsd.draft.drafting.DeviceThread;
import io.vsd.draft.drafting.DraftGenerations;
import io.vsd.draft.drafting.SessionDrafter;
import io.vsd.draft.generation.FrontDoor;
import io.vsd.draft.generation.RequestLimits;
import io.vsd.draft.generation.RequestSlots;
import io.vsd.draft.generation.ServingParts;
import io.vsd.draft.hotswap.CheckpointCache;
import io.vsd.draft.hotswap.DraftSwapper;
import io.vsd.draft.metrics.DraftMetrics;
import io.vsd.draft.model.EngineDraft;
import io.vsd.draft.model.EngineDraftLoader;
import io.vsd.draft.model.EngineText;
import io.vsd.draft.verifiers.FailoverVerifiers;
import io.vsd.draft.verifiers.VerifierDescription;
import io.vsd.draft.verifiers.VerifierDirectory;
import io.vsd.engine.hub.ModelHub;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Builds the parts from the configuration. */
@Dependent
public class ServiceAssembly {

  private static final long CLIENT_RETRY_MS = 1000;
  private static final int WARM_NODES = 4;

  @Produces
  @Singleton
  FrontDoor door() {
    return new FrontDoor();
  }

  @Produces
  @Singleton
  DraftMetrics metrics(MeterRegistry registry) {
    return new DraftMetrics(registry);
  }

  @Produces
  @Singleton
  DeviceThread device(ServiceConfig config) {
    return new DeviceThread(config.draft().limits().maxQueuedDrafts());
  }

  @Produces
  @Singleton
  DraftGenerations generations(ServiceConfig config, DeviceThread device) {
    var experts = config.draft().experts();
    return new DraftGenerations(device, () -> EngineDraft.lookupOnly(experts));
  }

  @Produces
  @Singleton
  VerifierDirectory verifiers(ServiceConfig config) {
    var draft = config.draft();
    return new VerifierDirectory(
        draft.verifiers(), draft.limits().maxMessageBytes(), draft.patience().probeMs());
  }

  @Produces
  @Singleton
  TargetParts target(ServiceConfig config, VerifierDirectory verifiers) {
    try {
      var draft = config.draft();
      var precision = Precision.of(draft.precision());
      var options = new DeviceOptions(draft.device(), precision, Math.max(1, config.threads()));
      var hub = ModelHub.fromEnvironment(System.getenv());
      var model = ModelDirectory.open(hub.resolve(config.model()));
      return target(model, draft, options, verifiers);
    } catch (RuntimeException | Error failure) {
      throw ServiceLifecycle.cannotStart(failure);
    }
  }

  private static TargetParts target(
      ModelDirectory model,
      ServiceConfig.Draft draft,
      DeviceOptions options,
      VerifierDirectory verifiers) {
    try {
      var loader =
          new EngineDraftLoader(
              model,
              options,
              () -> verifiers.description().map(VerifierDescription::fingerprint).orElse(""),
              draft.experts());
      var text = new EngineText(model, draft.specialTokensInText());
      return new TargetParts(text, loader, model.tokenizerHash(), model);
    } catch (RuntimeException | Error failure) {
      model.close();
      throw failure;
    }
  }

  @Produces
  @Singleton
  DraftSwapper swapper(
      ServiceConfig config,
      DraftGenerations generations,
      DeviceThread device,
      TargetParts target,
      DraftMetrics metrics) {
    var tree = config.draft().tree();
    var shape = new TreeShape(Math.max(1, Math.min(WARM_NODES, tree.maxNodes())), tree.maxDepth());
    return new DraftSwapper(generations, device, target.loader(), metrics, shape);
  }

  @Produces
  @Singleton
  CheckpointCache cache(ServiceConfig config) {
    return new CheckpointCache(Path.of(config.draft().cache()));
  }

  @Produces
  @Singleton
  ServingParts serving(
      ServiceConfig config,
      TargetParts target,
      VerifierDirectory verifiers,
      DraftGenerations generations,
      ServingInstruments instruments) {
    var draft = config.draft();
    var patience = draft.patience();
    var limits = draft.limits();
    var tree = draft.tree();
    return new ServingParts(
        target.text(),
        limits(draft),
        verifiers,
        new FailoverVerifiers.Patience(patience.openMs(), patience.verdictMs()),
        new DecodingRules(
            new ReopenPolicy(
                patience.reopenAttempts(), patience.firstBackoffMs(), patience.maxBackoffMs())),
        generations,
        instruments.device(),
        new SessionDrafter.Settings(
            new TreeShape(tree.maxNodes(), tree.maxDepth()),
            tree.whole(),
            patience.draftMs(),
            limits.maxFeatureBytes(),
            Integer.MAX_VALUE),
        new RequestSlots(limits.maxSessions()),
        instruments.metrics(),
        new ServingParts.Times(patience.requestMs(), patience.slowReaderMs(), CLIENT_RETRY_MS));
  }

  @Produces
  @Singleton
  ServingInstruments instruments(DeviceThread device, DraftMetrics metrics) {
    return new ServingInstruments(device, metrics);
  }

  private static RequestLimits limits(ServiceConfig.Draft draft) {
    var limits = draft.limits();
    return new RequestLimits(
        limits.maxPromptChars(),
        limits.maxMessages(),
        limits.maxTokens(),
        limits.defaultMaxTokens(),
        draft.speculation(),
        ConsentChoice.of(draft.consent()));
  }
}
