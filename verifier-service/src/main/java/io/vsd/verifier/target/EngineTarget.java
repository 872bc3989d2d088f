package io.vsd.verifier.target;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.model.CostPoint;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.PrefixScope;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import java.time.Duration;
import java.util.List;

/** The port over {@code engine.model}. */
public final class EngineTarget implements Target {
  private final TargetModel model;
  private final TargetFacts facts;

  private EngineTarget(TargetModel model, TargetFacts facts) {
    this.model = model;
    this.facts = facts;
  }

  /**
   * Loads a model to a device; the directory may be closed afterwards.
   *
   * @param prefixBytes of prompt beginnings that may be kept for other sessions, 0 for none
   */
  public static EngineTarget load(
      ModelDirectory directory, DeviceOptions options, long prefixBytes) {
    TargetModel model = Backends.target(directory, options);
    model.limitPrefixCache(prefixBytes);
    ModelConfig config = model.config();
    return new EngineTarget(
        model,
        new TargetFacts(
            model.fingerprint(),
            directory.name(),
            config.family(),
            config.numLayers(),
            config.hiddenSize(),
            config.vocabSize(),
            config.maxPositions(),
            directory.tokenizerHash(),
            options.precision().configName(),
            options.device(),
            model.featureLayers()));
  }

  @Override
  public TargetFacts facts() {
    return facts;
  }

  @Override
  public KvSlot openSlot(int maxTokens) {
    return model.openSlot(maxTokens);
  }

  @Override
  public KvSlot openSlot(int maxTokens, PrefixScope scope, int[] prompt) {
    return model.openSlot(maxTokens, scope, prompt);
  }

  @Override
  public List<TreeForward> forward(List<RowRequest> requests) {
    return model.forward(requests);
  }

  @Override
  public List<CostPoint> measureCosts(int context, int[] rows, Duration budget) {
    return model.measureCostCurve(context, rows, budget);
  }

  @Override
  public void close() {
    model.close();
  }
}
