package io.vsd.draft.decoding;

import java.util.OptionalInt;

/**
 * The verifier's answer to one proposal.
 *
 * @param round number of the round that it answers
 * @param accepted indices into the proposal, root-most first, each a child of the one before
 * @param bonusToken the target's own token after the accepted path; absent when the text ended
 *     inside the path
 * @param features little-endian fp16 [1 + accepted, 3 * width] of the tokens that entered the KV
 *     cache: the one committed last before, then the accepted ones; empty if not asked for
 * @param finish whether the text ended
 * @param timings the verifier's own times
 * @param batch the forward that answered it
 */
public record Verdict(
    long round,
    int[] accepted,
    OptionalInt bonusToken,
    byte[] features,
    FinishReason finish,
    RoundTimings timings,
    Batch batch) {

  /**
   * A forward of the target.
   *
   * @param rows of all its sessions; 0 where the verifier does not tell
   * @param sessions in it, this one included
   */
  public record Batch(int rows, int sessions) {}
}
