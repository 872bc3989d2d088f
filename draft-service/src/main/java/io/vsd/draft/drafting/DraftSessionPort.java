package io.vsd.draft.drafting;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;

/** What the draft knows of one session. Device thread only. */
public interface DraftSessionPort extends AutoCloseable {

  /** Tokens that it was given, the text's first one not counted. */
  int committed();

  /**
   * Adds rows.
   *
   * @param nextTokens the token that follows each row's token
   * @param features little-endian fp16 [rows, 3 * width]; empty where they are not known
   */
  void extend(int[] nextTokens, byte[] features);

  /** The tree that pays best below the last committed token, whose children have that position. */
  DraftedTree propose(
      TreeShape shape, RoundCosts costs, SamplingParameters sampling, long nextPosition);

  /** Whether {@link #propose} might give a tree, as far as that is told at little cost. */
  boolean promises(
      TreeShape shape, RoundCosts costs, SamplingParameters sampling, long nextPosition);

  @Override
  void close();
}
