package io.vsd.engine.draft;

import io.vsd.engine.decoding.SamplingParameters;
import java.util.Arrays;

/**
 * One answered prompt as it was recorded: enough to know how any draft would have done on it.
 *
 * @param tokens prompt and answer, absolute position = index
 * @param features fp16 little-endian [n, 3H] of tokens [0, n), n at least {@code tokens.length - 1}
 * @param firstAnswerPosition index of the first answer token, at least 1
 * @param sampling how the answer was chosen; noise couples by its seed
 */
public record RecordedSession(
    int[] tokens, byte[] features, int firstAnswerPosition, SamplingParameters sampling) {

  public RecordedSession {
    if (firstAnswerPosition < 1 || firstAnswerPosition > tokens.length) {
      throw new IllegalArgumentException(
          "the answer starts at %d of %d tokens".formatted(firstAnswerPosition, tokens.length));
    }
  }

  /**
   * Commits to a session what comes before the token {@code to}, with that token as the last one.
   *
   * @throws IllegalArgumentException when features are missing
   */
  void commit(DraftSession session, int to) {
    int from = session.committed();
    session.extend(
        Arrays.copyOfRange(tokens, from + 1, to + 1),
        features(from, to, session.model().featureBytes()));
  }

  /** Features of the tokens [from, to), of so many bytes each. */
  private byte[] features(int from, int to, int width) {
    if (to * (long) width > features.length) {
      throw new IllegalArgumentException(
          "features of token %d are missing: %d bytes at %d a token"
              .formatted(to - 1, features.length, width));
    }
    return Arrays.copyOfRange(features, from * width, to * width);
  }
}
