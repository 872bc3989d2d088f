package io.vsd.draft.decoding;

/** What a request needs next. */
public sealed interface NextStep {

  /**
   * Open a stream.
   *
   * @param tokens prompt and committed tokens
   * @param expectedFingerprint of the target that the text began with; empty for the first stream
   * @param backoffMs how long to wait first
   */
  record OpenStream(int[] tokens, String expectedFingerprint, long backoffMs) implements NextStep {}

  /**
   * Propose a tree and wait for the verdict.
   *
   * @param round number of the round
   * @param position absolute position of the token drafted at depth 1
   * @param maxDepth deepest tree that can still be committed; 0 asks for plain decoding
   * @param last whether one more token is all that was asked for
   */
  record ProposeRound(long round, long position, int maxDepth, boolean last) implements NextStep {}

  /**
   * Done.
   *
   * @param reason why the text ended
   */
  record Finish(FinishReason reason) implements NextStep {}

  /**
   * Failed.
   *
   * @param refusal the answer for the client
   */
  record Fail(Refusal refusal) implements NextStep {}
}
