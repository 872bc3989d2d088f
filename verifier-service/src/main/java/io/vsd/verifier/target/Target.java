package io.vsd.verifier.target;

import io.vsd.engine.decoding.TokenLaw;
import io.vsd.engine.model.CostPoint;
import io.vsd.engine.tokentree.TokenTree;
import java.time.Duration;
import java.util.List;

/** The target model behind the device thread; nothing here is thread safe. */
public interface Target extends AutoCloseable {
  /** What it is. */
  TargetFacts facts();

  /** Room for the keys and values of one text of at most {@code maxTokens}. */
  Slot openSlot(int maxTokens);

  /**
   * Median time of a forward of each number of rows behind {@code context} tokens.
   *
   * @param budget after which no further point is begun; there is always a first one
   */
  List<CostPoint> measureCosts(int context, int[] rows, Duration budget);

  @Override
  void close();

  /** The cache of one text. */
  interface Slot extends AutoCloseable {
    /** Committed tokens. */
    int length();

    /** Computes and commits tokens; only the last row has logits, every row has features. */
    Forward prefill(int[] tokens);

    /** Computes a root token at position {@link #length} and a tree below it; commits nothing. */
    Forward forward(int rootToken, TokenTree tree);

    /** Keeps rows of the last forward, ascending; 0 is the root, i + 1 is node i. */
    void commit(int[] rows);

    @Override
    void close();
  }

  /** Results of one forward, to be closed by the caller. */
  interface Forward extends AutoCloseable {
    /** Copy of a row's logits, [vocab]. */
    float[] logits(int row);

    /** Features of rows, little-endian fp16 [rows, 3 * hidden]. */
    byte[] features(int[] rows);

    /** The law that a row's logits give. */
    TokenLaw law(int row);

    @Override
    void close();
  }
}
