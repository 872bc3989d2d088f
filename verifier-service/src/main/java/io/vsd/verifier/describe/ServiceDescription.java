package io.vsd.verifier.describe;

import io.vsd.engine.model.CostPoint;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.Limits;
import io.vsd.proto.speculation.v1.Load;
import io.vsd.verifier.session.SessionLimits;
import io.vsd.verifier.target.TargetFacts;
import java.util.List;
import java.util.function.Supplier;

/** The answer to Describe: fixed at the start but for the load. */
public final class ServiceDescription {
  private final DescribeResponse fixed;
  private final Supplier<Load> load;

  private ServiceDescription(DescribeResponse fixed, Supplier<Load> load) {
    this.fixed = fixed;
    this.load = load;
  }

  /** Describes a target, its limits and its measured costs. */
  public static ServiceDescription of(
      TargetFacts facts, SessionLimits limits, int maxSessions, Costs costs, Supplier<Load> load) {
    DescribeResponse.Builder description =
        DescribeResponse.newBuilder()
            .setFingerprint(facts.fingerprint())
            .setModelName(facts.modelName())
            .setFamily(facts.family())
            .setNumLayers(facts.numLayers())
            .setHiddenSize(facts.hiddenSize())
            .setVocabSize(facts.vocabSize())
            .setTokenizerHash(facts.tokenizerHash())
            .setDtype(facts.precision())
            .setDevice(facts.device())
            .setLimits(
                Limits.newBuilder()
                    .setMaxContextTokens(limits.maxContextTokens())
                    .setMaxTreeNodes(limits.maxTreeNodes())
                    .setMaxTreeDepth(limits.maxTreeDepth())
                    .setMaxSessions(maxSessions));
    for (int layer : facts.featureLayers()) {
      description.addFeatureLayers(layer);
    }
    for (CostPoint point : costs.points()) {
      description.addCostCurve(
          io.vsd.proto.speculation.v1.CostPoint.newBuilder()
              .setRows(point.rows())
              .setContext(costs.context())
              .setNanos(Math.round(point.milliseconds() * 1e6)));
    }
    return new ServiceDescription(description.build(), load);
  }

  /** The description with the load of this moment. */
  public DescribeResponse now() {
    return fixed.toBuilder().setLoad(load.get()).build();
  }

  /** A cost curve measured behind {@code context} tokens. */
  public record Costs(int context, List<CostPoint> points) {
    public Costs {
      points = List.copyOf(points);
    }
  }
}
