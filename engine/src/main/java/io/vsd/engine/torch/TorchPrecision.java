package io.vsd.engine.torch;

import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.model.Precision;

/** The precisions that programs know, and their codes. */
enum TorchPrecision {
  FP32(0, 0),
  FP16(2, 3),
  BF16(3, 2);

  private static final String LINEAR = "model.layers.0.mlp.down_proj.weight";

  private final int targetCode;
  private final int draftCode;

  TorchPrecision(int targetCode, int draftCode) {
    this.targetCode = targetCode;
    this.draftCode = draftCode;
  }

  /** The precision of a target; the type of its first layer stands for that of all. */
  static TorchPrecision ofTarget(Precision precision, WeightSource weights) {
    return precision == Precision.STORED ? of(weights.type(LINEAR)) : of(precision);
  }

  /** The precision of a draft, whose weights are stored as singles. */
  static TorchPrecision ofDraft(Precision precision) {
    return precision == Precision.STORED ? FP32 : of(precision);
  }

  private static TorchPrecision of(TensorType stored) {
    return switch (stored) {
      case F16 -> FP16;
      case BF16 -> BF16;
      default -> FP32;
    };
  }

  private static TorchPrecision of(Precision precision) {
    return switch (precision) {
      case FP16 -> FP16;
      case BF16 -> BF16;
      default -> FP32;
    };
  }

  /** The code in the target's program. */
  int targetCode() {
    return targetCode;
  }

  /** The code in the draft's program. */
  int draftCode() {
    return draftCode;
  }
}
