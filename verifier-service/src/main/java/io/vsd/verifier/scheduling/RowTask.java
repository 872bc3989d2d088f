package io.vsd.verifier.scheduling;

import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import java.util.Optional;

/**
 * Work that needs rows of one or more forwards, which it shares with other tasks. All calls come
 * from the device thread: {@link #demand} before each forward until the task is in one, then {@link
 * #request}, {@link #answer} and {@link #settle} of that forward.
 */
public non-sealed interface RowTask extends DeviceTask {
  /** The rows that the next forward could compute; empty when the task is over without it. */
  Optional<RowDemand> demand();

  /**
   * The rows of the forward that begins.
   *
   * @param rows as many as were demanded or, of a prompt, fewer; a request may have fewer still
   */
  RowRequest request(int rows);

  /** Replies from what was computed, and does nothing else: other replies come after this one. */
  void answer(TreeForward forward, Pass pass);

  /**
   * Commits rows and does what nobody waits for; all replies of the forward are out. The forward is
   * closed afterwards.
   *
   * @return whether the task is over
   */
  boolean settle(TreeForward forward);
}
