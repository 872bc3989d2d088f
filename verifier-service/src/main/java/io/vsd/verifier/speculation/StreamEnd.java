package io.vsd.verifier.speculation;

import io.vsd.verifier.session.Refusal;

/** How a task ends its stream. */
interface StreamEnd {
  /** Tells the caller why, and frees the session. */
  void refuse(Refusal refusal);

  /** A broken invariant: logged, and told without its details. */
  void failed(Throwable cause);
}
