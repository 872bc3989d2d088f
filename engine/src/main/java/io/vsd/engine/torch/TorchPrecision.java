package io.vsd.engine.torch;

import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.model.Precision;

/** The precisions that all programs know; {@code src/main/torchscript/layers.py} has the codes. */
public enum TorchPrecision {
  FP32(0),
  FP16(1),
  BF16(2);

  private static final String LINEAR = "model.layers.0.mlp.down_proj.weight";

  private final long code;

  TorchPrecision(long code) {
    this.code = code;
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

  /** What programs call it. */
  public long code() {
    return code;
  }
}
