package io.vsd.engine.objective;

import java.util.Arrays;

/**
 * {@code vsd}: weights of the M-step from paths drawn by an older draft and their verdicts (we
 * define, after the paper's description).
 *
 * <p>Adaptive rejection weighting: accepted tokens of path s weigh w̃_s, the flattened
 * self-normalised posterior weight ({@link EffectiveSampleSize#flattened}); its first rejected
 * token weighs -λ_rej · w̃_s · κ_τ · â, so rejections count for little where everything is rejected
 * anyway and for more as they become informative; they are scaled down where a context's negative
 * mass would exceed half its positive mass. Tokens after a rejection weigh nothing. The oracle is
 * the recorded continuation, so accepted tokens have a = 1 and κ_τ = 1.
 *
 * <p>Confidence-aware regularisation adds λ_car · κ_{t-1} · c_t · p at each depth, κ_{t-1} being
 * the draft's chance to come that far along the continuation.
 */
public record VariationalWeighting(Settings settings) implements PathWeighting {
  /** Negative mass of a context, at most this share of its positive mass. */
  private static final double NEGATIVE_SHARE = 0.5;

  @Override
  public ContextWeights weigh(PathContext context) {
    WeightAccumulator accumulator = new WeightAccumulator(context.depth());
    if (settings.confidence() > 0) {
      addRegularizer(context, accumulator);
    }
    DrawnPaths paths = context.paths();
    if (paths.size() > 0) {
      double[] weights = pathWeights(context);
      double positive = 0;
      for (int s = 0; s < weights.length; s++) {
        for (int t = 0; t < paths.accepted()[s]; t++) {
          accumulator.token(t, context.continuation()[t], weights[s]);
          positive += weights[s];
        }
      }
      addRejections(context, weights, positive, accumulator);
    }
    return accumulator.weights();
  }

  /** w̃, [S]. */
  public double[] pathWeights(PathContext context) {
    int[] accepted = context.paths().accepted();
    double[] logWeights = new double[accepted.length];
    for (int s = 0; s < logWeights.length; s++) {
      double[] acceptance = new double[accepted[s]];
      Arrays.fill(acceptance, 1);
      logWeights[s] =
          PathPosterior.logWeight(
              sum(context.targetLogProbs(), accepted[s]),
              sum(context.draftLogProbs(), accepted[s]),
              acceptance,
              context.depth(),
              settings.tilt());
    }
    return EffectiveSampleSize.flattened(logWeights, settings.effectiveShare());
  }

  private void addRejections(
      PathContext context, double[] weights, double positive, WeightAccumulator accumulator) {
    DrawnPaths paths = context.paths();
    double[] penalties = new double[weights.length];
    double negative = 0;
    for (int s = 0; s < weights.length; s++) {
      int at = paths.accepted()[s];
      if (at < context.depth() && paths.rejectedTokens()[s] >= 0) {
        penalties[s] = settings.rejection() * weights[s] * context.acceptanceRates()[at];
        negative += penalties[s];
      }
    }
    double scale = negative == 0 ? 0 : Math.min(1, NEGATIVE_SHARE * positive / negative);
    for (int s = 0; s < weights.length; s++) {
      if (penalties[s] * scale > 0) {
        int at = paths.accepted()[s];
        accumulator.token(at, paths.rejectedTokens()[s], -penalties[s] * scale);
      }
    }
  }

  private void addRegularizer(PathContext context, WeightAccumulator accumulator) {
    double logReach = 0;
    for (int t = 0; t < context.depth(); t++) {
      TargetLaw law = context.laws()[t];
      double confidence = ConfidenceRegularizer.confidence(law, context.draftVocabulary());
      accumulator.law(t, law, settings.confidence() * StrictMath.exp(logReach) * confidence);
      logReach += context.draftLogProbs()[t];
    }
  }

  private static double sum(double[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum;
  }

  @Override
  public String id() {
    return "vsd";
  }

  @Override
  public int paths() {
    return settings.paths();
  }

  /**
   * Settings of the objective.
   *
   * @param paths S, paths drawn for each context
   * @param tilt β and the clip of the posterior's ratio
   * @param effectiveShare ρ, least effective sample size as a share of S
   * @param rejection λ_rej, 0 or more
   * @param confidence λ_car, 0 or more
   */
  public record Settings(
      int paths,
      PathPosterior.Tilt tilt,
      double effectiveShare,
      double rejection,
      double confidence) {
    public Settings {
      if (paths < 1
          || !(effectiveShare > 0 && effectiveShare <= 1)
          || !(rejection >= 0)
          || !(confidence >= 0)) {
        throw new IllegalArgumentException(
            "variational settings out of range: %d paths, share %s, rejection %s, confidence %s"
                .formatted(paths, effectiveShare, rejection, confidence));
      }
    }
  }
}
