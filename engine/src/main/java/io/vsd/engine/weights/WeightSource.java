package io.vsd.engine.weights;

import java.util.Set;

/**
 * Named tensors in Hugging Face naming and row order. Tensors are read one at a time, so that a
 * model never has to fit twice in memory. Reading is thread-safe until {@link #close()}.
 */
public interface WeightSource extends AutoCloseable {

  /** Every tensor name, in a stable order. */
  Set<String> names();

  /**
   * Shape of a tensor, outermost dimension first.
   *
   * @throws MalformedWeightsException if there is no such tensor
   */
  long[] shape(String name);

  /**
   * A fresh row-major copy of a tensor as 32-bit floats.
   *
   * @throws MalformedWeightsException if there is no such tensor or it cannot be read as floats
   */
  float[] readFloats(String name);

  @Override
  void close();
}
