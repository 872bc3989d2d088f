package io.vsd.draft.hotswap;

import java.util.List;
import java.util.Optional;

/**
 * What the swapper has done so far.
 *
 * @param swaps checkpoints that became active, the one that the service began with not counted
 * @param lastRefusal why the last refused checkpoint was refused; empty if none was
 * @param lastReason what kind of refusal that was
 * @param warnings of the active draft
 * @param postponed why the wanted checkpoint is not active yet and when it is tried again; empty
 *     when nothing is waited for
 */
public record SwapRecord(
    long swaps,
    String lastRefusal,
    Optional<CheckpointRefusedException.Reason> lastReason,
    List<String> warnings,
    String postponed) {

  /** Nothing done. */
  public static final SwapRecord NONE = new SwapRecord(0, "", Optional.empty(), List.of(), "");

  SwapRecord begun(List<String> activeWarnings) {
    return new SwapRecord(swaps, lastRefusal, lastReason, activeWarnings, postponed);
  }

  SwapRecord swapped(List<String> activeWarnings) {
    return new SwapRecord(swaps + 1, lastRefusal, lastReason, activeWarnings, postponed);
  }

  SwapRecord withdrawn() {
    return new SwapRecord(swaps, lastRefusal, lastReason, List.of(), postponed);
  }

  SwapRecord refused(CheckpointRefusedException.Reason reason, String why) {
    return new SwapRecord(swaps, why, Optional.of(reason), warnings, postponed);
  }

  SwapRecord postponed(String why) {
    return new SwapRecord(swaps, lastRefusal, lastReason, warnings, why);
  }
}
