package io.vsd.engine.text;

/**
 * Turns a stream of token ids into a stream of text that never splits a character: bytes of one
 * that is not yet complete are held back, and so is whatever a later token can still change. All
 * pieces together equal {@link TextTokenizer#decode} of all ids; how a reply begins is therefore
 * what the tokenizer makes of it (SentencePiece leaves a leading space out). Special tokens and ids
 * without a token are empty text. Memory and time are linear in the ids. Not thread-safe: it
 * belongs to one stream.
 */
public final class IncrementalDetokenizer {

  /** How ids become text; one instance a stream. */
  sealed interface Stream permits PieceStream, HeldStream {
    String append(int id);

    String finish();
  }

  private final TokenTable table;
  private final Stream stream;
  private boolean finished;

  IncrementalDetokenizer(TokenTable table, Stream stream) {
    this.table = table;
    this.stream = stream;
  }

  /**
   * The text that this token completes; often empty.
   *
   * @throws IllegalStateException after {@link #finish()}
   */
  public String append(int id) {
    if (finished) {
      throw new IllegalStateException("the stream is finished");
    }
    return table.hasText(id) ? stream.append(id) : "";
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
