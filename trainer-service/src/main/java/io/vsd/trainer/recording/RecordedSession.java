package io.vsd.trainer.recording;

import io.vsd.engine.decoding.SamplingParameters;
import java.util.List;

/**
 * A whole recorded text with everything needed to train on it and to replay another draft against
 * it.
 *
 * <p>By the drafter-invariant walk the text is what the target writes under every draft, so it
 * serves as oracle for all.
 *
 * @param tokens prompt and answer, {@code int32[n]}
 * @param firstAnswer position of the first token that has a law; laws.get(k) chose {@code
 *     tokens[firstAnswer + k]}
 * @param features {@code fp16[m, 3 * width]} of tokens 0..m-1, little-endian; m is n, or n - 1 when
 *     the last token never entered the target
 * @param featureRows m
 * @param laws what chose each answer token
 */
public record RecordedSession(
    String id,
    String domain,
    SamplingParameters sampling,
    int[] tokens,
    int firstAnswer,
    byte[] features,
    int featureRows,
    List<Law> laws) {

  private static final long OVERHEAD_BYTES = 256;

  /** Checks that laws and tokens agree. */
  public RecordedSession {
    if (laws.size() != tokens.length - firstAnswer) {
      throw new IllegalArgumentException(
          laws.size() + " laws for " + (tokens.length - firstAnswer) + " answer tokens");
    }
    laws = List.copyOf(laws);
  }

  /** The same text with the tokens before a position, not before {@code firstAnswer}, as prompt. */
  public RecordedSession answeredFrom(int position) {
    return new RecordedSession(
        id,
        domain,
        sampling,
        tokens,
        position,
        features,
        featureRows,
        laws.subList(position - firstAnswer, laws.size()));
  }

  /** Answer tokens to learn from. */
  public int answerTokens() {
    return tokens.length - firstAnswer;
  }

  /** Heap that this session holds, for the bounds of what keeps it. */
  public long bytes() {
    long sum = OVERHEAD_BYTES + 4L * tokens.length + features.length;
    for (Law law : laws) {
      sum += law.bytes();
    }
    return sum;
  }
}
