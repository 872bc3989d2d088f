package io.vsd.draft.verifiers;

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
 */
public record VerifierDescription(
    String fingerprint,
    String modelName,
    int hiddenSize,
    int vocabSize,
    String tokenizerHash,
    List<Integer> featureLayers,
    Limits limits) {

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
            d.getLimits().getMaxTreeDepth()));
  }
}
