package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Proposal;

/** Proposes for one session. Never throws: a draft that fails is a plain round. */
public interface Drafter extends AutoCloseable {

  /** Whether proposals can be expected, so that target features are worth their transport. */
  boolean wantsFeatures();

  /**
   * Takes features of committed tokens.
   *
   * @param firstRow position of the first token that has a row
   * @param nextTokens the token that follows each row's token
   * @param features little-endian fp16 [rows, 3 * width]; empty when none were sent
   */
  void committed(long firstRow, int[] nextTokens, byte[] features);

  /** Whether the next proposal may hold a tree. */
  boolean drafts();

  /**
   * A tree below the last committed token.
   *
   * @param maxDepth deepest tree that can still be committed; 0 asks for a plain round
   * @param position absolute position of the token drafted at depth 1
   */
  Proposal propose(int maxDepth, long position);

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
      public boolean drafts() {
        return false;
      }

      @Override
      public Proposal propose(int maxDepth, long position) {
        return Proposal.plain();
      }

      @Override
      public void close() {}
    };
  }
}
