package io.vsd.engine.weights;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a decoder-only transformer.
 *
 * @param family one of {@code llama}, {@code qwen2}, {@code qwen3}
 * @param numLayers decoder layers
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the gated feed-forward layer
 * @param numHeads query heads
 * @param numKvHeads key and value heads; divides {@code numHeads}
 * @param headDim width of a head; {@code numHeads * headDim} need not equal {@code hiddenSize}
 * @param vocabSize rows of the embedding
 * @param maxPositions longest sequence in tokens
 * @param ropeTheta base of the rotary frequencies
 * @param rmsNormEps epsilon of every RMS norm
 * @param tiedEmbeddings whether the head is the embedding; then there is no {@code lm_head.weight}
 * @param biases which projections have biases
 * @param qkNorm whether queries and keys are normalised per head
 * @param eosTokenIds tokens that end an answer, the main one first; never shared, copied in and out
 * @param bosTokenId token that opens a text, where the model has one
 * @param ropeScaling scaling of the rotary frequencies, or null
 */
public record ModelConfig(
    String family,
    int numLayers,
    int hiddenSize,
    int intermediateSize,
    int numHeads,
    int numKvHeads,
    int headDim,
    int vocabSize,
    int maxPositions,
    double ropeTheta,
    double rmsNormEps,
    boolean tiedEmbeddings,
    ProjectionBiases biases,
    boolean qkNorm,
    int[] eosTokenIds,
    OptionalInt bosTokenId,
    @Nullable RopeScaling ropeScaling) {

  /** The families that the engine has programs for. */
  public static final Set<String> FAMILIES = Set.of("llama", "qwen2", "qwen3");

  public ModelConfig {
    if (!FAMILIES.contains(family)) {
      throw new IllegalArgumentException(
          "model family '" + family + "' is not supported; supported are llama, qwen2 and qwen3");
    }
    positive("numLayers", numLayers);
    positive("hiddenSize", hiddenSize);
    positive("intermediateSize", intermediateSize);
    positive("numHeads", numHeads);
    positive("numKvHeads", numKvHeads);
    positive("headDim", headDim);
    positive("vocabSize", vocabSize);
    positive("maxPositions", maxPositions);
    if (numHeads % numKvHeads != 0) {
      throw new IllegalArgumentException(
          numHeads + " query heads cannot share " + numKvHeads + " key/value heads evenly");
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException("head width " + headDim + " is odd: no rotary pairs");
    }
    if (!(ropeTheta > 0) || !(rmsNormEps >= 0)) {
      throw new IllegalArgumentException(
          "rope theta " + ropeTheta + " or norm epsilon " + rmsNormEps + " is out of range");
    }
    eosTokenIds = eosTokenIds.clone();
  }

  @Override
  public int[] eosTokenIds() {
    return eosTokenIds.clone();
  }

  /** Whether this token ends an answer. */
  public boolean isEos(int tokenId) {
    for (int eos : eosTokenIds) {
      if (eos == tokenId) {
        return true;
      }
    }
    return false;
  }

  /** The same configuration with other end-of-answer tokens. */
  ModelConfig withEosTokenIds(int[] ids) {
    return new ModelConfig(
        family,
        numLayers,
        hiddenSize,
        intermediateSize,
        numHeads,
        numKvHeads,
        headDim,
        vocabSize,
        maxPositions,
        ropeTheta,
        rmsNormEps,
        tiedEmbeddings,
        biases,
        qkNorm,
        ids,
        bosTokenId,
        ropeScaling);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModelConfig that && describe().equals(that.describe());
  }

  @Override
  public int hashCode() {
    return describe().hashCode();
  }

  @Override
  public String toString() {
    return describe();
  }

  private String describe() {
    return "ModelConfig[family=%s, layers=%d, hidden=%d, intermediate=%d, heads=%d/%d x %d, vocab=%d, positions=%d, ropeTheta=%s, rmsNormEps=%s, tied=%b, biases=%s, qkNorm=%b, eos=%s, bos=%s, ropeScaling=%s]"
        .formatted(
            family,
            numLayers,
            hiddenSize,
            intermediateSize,
            numHeads,
            numKvHeads,
            headDim,
            vocabSize,
            maxPositions,
            ropeTheta,
            rmsNormEps,
            tiedEmbeddings,
            biases,
            qkNorm,
            Arrays.toString(eosTokenIds),
            bosTokenId,
            ropeScaling);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, is " + value);
    }
  }
}
