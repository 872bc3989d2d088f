package io.vsd.trainer.registry;

/** What the gate and the live watch think of a checkpoint. */
public enum CheckpointStanding {
  /** Not judged, for want of held-out sessions or because it was never trained. */
  CANDIDATE,
  /** Serves, or served before a better one. */
  STABLE,
  /** Not better than the draft that served. */
  REFUSED,
  /** Was promoted and then fell behind its parent. */
  ROLLED_BACK
}
