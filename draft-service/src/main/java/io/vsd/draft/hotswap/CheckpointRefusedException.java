package io.vsd.draft.hotswap;

import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.CheckpointProblem.DimensionMismatch;
import io.vsd.engine.checkpoint.CheckpointProblem.MissingTensor;
import io.vsd.engine.checkpoint.CheckpointProblem.NotFinite;
import io.vsd.engine.checkpoint.CheckpointProblem.UnknownTensor;
import io.vsd.engine.checkpoint.CheckpointProblem.WrongShape;
import java.io.Serial;
import java.util.List;

/** A checkpoint that must not be loaded; trying again gives the same answer. */
public final class CheckpointRefusedException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final transient Reason reason;

  /** What kind of refusal, as a metric's label. */
  public enum Reason {
    /** Bytes differ from the manifest's hash or size. */
    HASH,
    /** A tensor is missing, of no use, or has another shape than the model asks for. */
    SHAPE,
    /** A weight is NaN or infinite. */
    NOT_FINITE,
    /** Tokenizer, feature layers or draft vocabulary do not fit. */
    MISMATCH,
    /** The trainer does not have it, or sends another one. */
    UNKNOWN,
    /** It loads but does not draft. */
    WARM_ROUND;

    /** The kind of the worst of these problems: a wrong shape, then a bad number, then the rest. */
    static Reason of(List<CheckpointProblem> problems) {
      if (problems.stream().anyMatch(Reason::concernsShape)) {
        return SHAPE;
      }
      return problems.stream().anyMatch(NotFinite.class::isInstance) ? NOT_FINITE : MISMATCH;
    }

    private static boolean concernsShape(CheckpointProblem problem) {
      return problem instanceof WrongShape
          || problem instanceof MissingTensor
          || problem instanceof UnknownTensor
          || problem instanceof DimensionMismatch;
    }
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
