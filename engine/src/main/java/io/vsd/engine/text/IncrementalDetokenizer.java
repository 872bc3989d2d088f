package io.vsd.engine.text;

/**
 * Turns a stream of token ids into a stream of text that never splits a character: bytes of one
 * that is not yet complete are held back. All pieces together equal {@link TextTokenizer#decode} of
 * all ids. Not thread-safe: it belongs to one stream.
 */
public final class IncrementalDetokenizer {

  /** How ids become text; one instance a stream. */
  sealed interface Stream permits ByteLevelStream, WholeTextStream {
    String append(int id);

    String finish();
  }

  private final Stream stream;
  private boolean finished;

  IncrementalDetokenizer(Stream stream) {
    this.stream = stream;
  }

  /**
   * The text that this token completes; often empty.
   *
   * @throws IllegalArgumentException if the id is not in the vocabulary
   * @throws IllegalStateException after {@link #finish()}
   */
  public String append(int id) {
    if (finished) {
      throw new IllegalStateException("the stream is finished");
    }
    return stream.append(id);
  }

  /** What was held back, with U+FFFD for bytes that never became a character. */
  public String finish() {
    if (finished) {
      throw new IllegalStateException("the stream is finished");
    }
    finished = true;
    return stream.finish();
  }
}
