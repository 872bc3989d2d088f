package io.vsd.draft.hotswap;

import java.util.List;

/**
 * What the swapper has done so far.
 *
 * @param swaps checkpoints that replaced another draft or none, the first one not counted
 * @param lastRefusal why the last refused checkpoint was refused; empty if none was
 * @param warnings of the active draft
 */
public record SwapRecord(long swaps, String lastRefusal, List<String> warnings) {

  /** Nothing done. */
  public static final SwapRecord NONE = new SwapRecord(0, "", List.of());

  SwapRecord swapped(boolean first, List<String> activeWarnings) {
    return new SwapRecord(first ? swaps : swaps + 1, lastRefusal, activeWarnings);
  }

  SwapRecord refused(String why) {
    return new SwapRecord(swaps, why, warnings);
  }
}
