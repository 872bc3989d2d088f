package io.vsd.draft.verifiers;

import io.vsd.engine.price.RowCosts;
import io.vsd.proto.speculation.v1.CostPoint;
import io.vsd.proto.speculation.v1.DescribeResponse;
import java.util.List;

/**
 * What a verifier says about itself.
 *
 * @param fingerprint of its target: weights, tokenizer, dtype
 * @param modelName name of the target
 * @param hiddenSize width of the target
 * @param vocabSize tokens of the target
 * @param tokenizerHash SHA-256 of its tokenizer, hex
 * @param featureLayers layers whose input states are the features
 * @param limits what it accepts
 * @param forward what its forwards took when it started
 */
public record VerifierDescription(
    String fingerprint,
    String modelName,
    int hiddenSize,
    int vocabSize,
    String tokenizerHash,
    List<Integer> featureLayers,
    Limits limits,
    RowCosts forward) {

  /** About what small models take on a CPU, of verifiers that have not told. */
  static final RowCosts UNMEASURED =
      new RowCosts(new int[] {1, 4, 8, 16}, new double[] {10, 12, 18, 32});

  /**
   * What a verifier accepts.
   *
   * @param maxContextTokens prompt and answer together
   * @param maxTreeNodes nodes in a proposal
   * @param maxTreeDepth depth of a proposal
   */
  public record Limits(int maxContextTokens, int maxTreeNodes, int maxTreeDepth) {}

  static VerifierDescription of(DescribeResponse d) {
    return new VerifierDescription(
        d.getFingerprint(),
        d.getModelName(),
        d.getHiddenSize(),
        d.getVocabSize(),
        d.getTokenizerHash(),
        List.copyOf(d.getFeatureLayersList()),
        new Limits(
            d.getLimits().getMaxContextTokens(),
            d.getLimits().getMaxTreeNodes(),
            d.getLimits().getMaxTreeDepth()),
        forward(d.getCostCurveList()));
  }

  private static RowCosts forward(List<CostPoint> points) {
    try {
      return new RowCosts(
          points.stream().mapToInt(CostPoint::getRows).toArray(),
          points.stream().mapToDouble(p -> p.getNanos() / 1e6).toArray());
    } catch (IllegalArgumentException unusable) {
      return UNMEASURED;
    }
  }
}
