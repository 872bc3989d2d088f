package io.vsd.verifier.scheduling;

import java.util.Arrays;

/**
 * Which demands go into the next forward.
 *
 * @param rows granted to each demand, in their order; 0 has to wait
 * @param promptOwed prompts waited and none got a row, so that the next forward serves one first
 */
record BatchPlan(int[] rows, boolean promptOwed) {
  /** Rows of the forward. */
  int totalRows() {
    return Arrays.stream(rows).sum();
  }
}
