package io.vsd.draft.drafting;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;

/** The draft's KV cache of one session. Device thread only. */
public interface DraftSessionPort extends AutoCloseable {

  /** Rows that the cache holds. */
  int committed();

  /**
   * Adds rows.
   *
   * @param nextTokens the token that follows each row's token
   * @param features little-endian fp16 [rows, 3 * width]
   */
  void extend(int[] nextTokens, byte[] features);

  /** Grows a tree below the last committed token, whose children have that absolute position. */
  TokenTree propose(TreeShape shape, SamplingParameters sampling, long nextPosition);

  @Override
  void close();
}
