package io.vsd.engine.format;

import java.lang.foreign.MemorySegment;

/** Weights from safetensors files, whose stored form can be seen. */
public interface SafetensorsSource extends WeightSource {

  /** The stored element type, which need not be a floating-point one. */
  @Override
  TensorType type(String name);

  /** The mapped bytes of a tensor, readable until the source is closed. */
  MemorySegment bytes(String name);
}
