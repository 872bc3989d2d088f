package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RoundKind;
import io.vsd.engine.price.RoundCosts;

/** Proposes for one session. Never throws: a draft that fails is a plain round. */
public interface Drafter extends AutoCloseable {

  /** Whether proposals can be expected, so that target features are worth their transport. */
  boolean wantsFeatures();

  /**
   * Takes committed tokens.
   *
   * @param firstRow position of the first token that has a row
   * @param nextTokens the token that follows each row's token
   * @param features little-endian fp16 [rows, 3 * width]; empty when none were sent
   */
  void committed(long firstRow, int[] nextTokens, byte[] features);

  /**
   * A tree below the last committed token, if one pays.
   *
   * @param maxDepth deepest tree that can still be committed; 0 asks for a plain round
   * @param position absolute position of the token drafted at depth 1
   * @param costs of the round but for the drafting
   */
  Proposal propose(int maxDepth, long position, RoundCosts costs);

  /**
   * Looks at the text while a round runs that was asked for ahead, to know whether the rounds after
   * it are worth drafting for. Same parameters as of {@link #propose}.
   */
  void look(int maxDepth, long position, RoundCosts costs);

  /** Whether the next proposal may hold a tree, so that it must wait for the verdict before it. */
  boolean drafts();

  /** Leaves the draft generation. */
  @Override
  void close();

  /** A drafter that never proposes. */
  static Drafter plain() {
    return new Drafter() {
      @Override
      public boolean wantsFeatures() {
        return false;
      }

      @Override
      public void committed(long firstRow, int[] nextTokens, byte[] features) {}

      @Override
      public Proposal propose(int maxDepth, long position, RoundCosts costs) {
        return Proposal.plain(RoundKind.OFF);
      }

      @Override
      public void look(int maxDepth, long position, RoundCosts costs) {}

      @Override
      public boolean drafts() {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
