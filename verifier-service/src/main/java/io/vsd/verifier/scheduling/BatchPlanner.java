package io.vsd.verifier.scheduling;

import io.vsd.verifier.scheduling.RowDemand.Kind;
import java.util.List;

/**
 * Decides which of the waiting demands go into the next forward; pure. Rounds come first, prompts
 * get the rows that are left, in chunks while replies run. The longest waiting round is always in,
 * and where rounds left nothing to prompts, a chunk of the longest waiting prompt comes first in
 * the next forward: with whoever was served queueing up again at the end, nobody starves.
 */
final class BatchPlanner {
  private final BatchLimits limits;

  BatchPlanner(BatchLimits limits) {
    this.limits = limits;
  }

  /**
   * Plans a forward.
   *
   * @param waiting demands, longest waiting first
   * @param replying whether any reply runs, even if it wants no rows at this moment
   * @param promptOwed {@link BatchPlan#promptOwed} of the forward before
   */
  BatchPlan plan(List<RowDemand> waiting, boolean replying, boolean promptOwed) {
    boolean beside = replying || waiting.stream().anyMatch(d -> d.kind() == Kind.ROUND);
    int promptRows = beside ? Math.min(limits.promptRows(), limits.maxRows()) : limits.maxRows();
    int[] rows = new int[waiting.size()];
    int left = limits.maxRows();
    if (promptOwed) {
      left -= grantPrompts(waiting, promptRows, rows);
    }
    left -= grantRounds(waiting, left, rows);
    if (!promptOwed) {
      int _ = grantPrompts(waiting, Math.min(promptRows, left), rows);
    }
    return new BatchPlan(rows, starved(waiting, rows));
  }

  /** Smaller rounds overtake one that does not fit: that one is then nearer to being the first. */
  private static int grantRounds(List<RowDemand> waiting, int budget, int[] rows) {
    int granted = 0;
    for (int i = 0; i < rows.length; i++) {
      RowDemand demand = waiting.get(i);
      if (demand.kind() == Kind.ROUND && (granted == 0 || granted + demand.rows() <= budget)) {
        rows[i] = demand.rows();
        granted += rows[i];
      }
    }
    return granted;
  }

  private static int grantPrompts(List<RowDemand> waiting, int budget, int[] rows) {
    int granted = 0;
    for (int i = 0; i < rows.length && granted < budget; i++) {
      RowDemand demand = waiting.get(i);
      if (demand.kind() == Kind.PROMPT) {
        rows[i] = Math.min(demand.rows(), budget - granted);
        granted += rows[i];
      }
    }
    return granted;
  }

  private static boolean starved(List<RowDemand> waiting, int[] rows) {
    boolean waits = false;
    for (int i = 0; i < rows.length; i++) {
      if (waiting.get(i).kind() == Kind.PROMPT) {
        if (rows[i] > 0) {
          return false;
        }
        waits = true;
      }
    }
    return waits;
  }
}
