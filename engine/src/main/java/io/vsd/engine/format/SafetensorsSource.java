package io.vsd.engine.format;

/** Weights from safetensors files, whose stored form can be seen. */
public interface SafetensorsSource extends WeightSource {

  /** The stored element type, which need not be a floating-point one. */
  @Override
  TensorType type(String name);

  /** Whether two tensors are stored as the same bytes. */
  boolean same(String name, String other);
}
