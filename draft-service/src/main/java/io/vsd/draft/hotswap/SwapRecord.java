package io.vsd.draft.hotswap;

import java.util.List;
import java.util.Optional;

/**
 * What the swapper has done so far.
 *
 * @param swaps checkpoints that replaced another draft or none, the first one not counted
 * @param lastRefusal why the last refused checkpoint was refused; empty if none was
 * @param lastReason what kind of refusal that was
 * @param warnings of the active draft
 */
public record SwapRecord(
    long swaps,
    String lastRefusal,
    Optional<CheckpointRefusedException.Reason> lastReason,
    List<String> warnings) {

  /** Nothing done. */
  public static final SwapRecord NONE = new SwapRecord(0, "", Optional.empty(), List.of());

  SwapRecord swapped(boolean first, List<String> activeWarnings) {
    return new SwapRecord(first ? swaps : swaps + 1, lastRefusal, lastReason, activeWarnings);
  }

  SwapRecord refused(CheckpointRefusedException.Reason reason, String why) {
    return new SwapRecord(swaps, why, Optional.of(reason), warnings);
  }
}
