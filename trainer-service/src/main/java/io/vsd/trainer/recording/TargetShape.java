package io.vsd.trainer.recording;

/**
 * The target whose sessions this trainer learns from.
 *
 * @param fingerprint identity of weights, tokenizer and dtype
 * @param hiddenSize width of the target
 * @param vocabSize tokens are in [0, vocabSize)
 */
public record TargetShape(String fingerprint, int hiddenSize, int vocabSize) {

  /** Bytes of one token's features, {@code fp16[3 * width]}. */
  public int featureRowBytes() {
    return 3 * 2 * hiddenSize;
  }
}
