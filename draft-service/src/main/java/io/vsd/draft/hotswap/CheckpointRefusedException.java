package io.vsd.draft.hotswap;

import java.io.Serial;

/** A checkpoint that must not be loaded; trying again gives the same answer. */
public final class CheckpointRefusedException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final transient Reason reason;

  /** What kind of refusal, as a metric's label. */
  public enum Reason {
    /** Bytes differ from the manifest's hash or size. */
    HASH,
    /** Tensors, dimensions, tokenizer, feature layers or draft vocabulary do not fit. */
    MISMATCH,
    /** The trainer does not have it, or sends another one. */
    UNKNOWN,
    /** It loads but does not draft. */
    WARM_ROUND
  }

  CheckpointRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  CheckpointRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of refusal. */
  public Reason reason() {
    return reason;
  }
}
