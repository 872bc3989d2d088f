package io.vsd.engine.model;

/** Number format of a network's linear layers. */
public enum Precision {
  /** The reference. */
  FP32,
  /** fp16 weights packed for the CPU, fp32 activations: the default. */
  PACKED_FP16,
  /** bf16 weights and activations. */
  BF16
}
