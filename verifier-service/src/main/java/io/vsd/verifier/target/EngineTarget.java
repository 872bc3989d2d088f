package io.vsd.verifier.target;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.TokenLaw;
import io.vsd.engine.model.CostPoint;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TokenTree;
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

  /** Loads a model to a device; the directory may be closed afterwards. */
  public static EngineTarget load(ModelDirectory directory, DeviceOptions options) {
    TargetModel model = Backends.target(directory, options);
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
  public Slot openSlot(int maxTokens) {
    return new EngineSlot(model, model.openSlot(maxTokens));
  }

  @Override
  public List<CostPoint> measureCosts(int context, int[] rows, Duration budget) {
    return model.measureCostCurve(context, rows, budget);
  }

  @Override
  public void close() {
    model.close();
  }

  private record EngineSlot(TargetModel model, KvSlot slot) implements Slot {
    @Override
    public int length() {
      return slot.length();
    }

    @Override
    public Forward prefill(int[] tokens) {
      return new EngineForward(model.prefill(slot, tokens));
    }

    @Override
    public Forward forward(int rootToken, TokenTree tree) {
      return new EngineForward(model.forward(slot, rootToken, tree));
    }

    @Override
    public void commit(int[] rows) {
      slot.commit(rows);
    }

    @Override
    public void close() {
      slot.close();
    }
  }

  private record EngineForward(TreeForward forward) implements Forward {
    @Override
    public float[] logits(int row) {
      return forward.logits(row);
    }

    @Override
    public byte[] features(int[] rows) {
      return forward.features(rows);
    }

    @Override
    public TokenLaw law(int row) {
      return forward.law(row);
    }

    @Override
    public void close() {
      forward.close();
    }
  }
}
