package io.vsd.engine.format;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;

/**
 * Named tensors in Hugging Face naming and row order, read where they lie: from mapped files, in
 * the form they are stored in. What a caller asks for is decoded for that caller and not kept, so
 * that a model never has to fit twice in memory. Reading is thread-safe until {@link #close()}.
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
   * The floating-point type that holds a tensor's values as they are stored; {@link TensorType#F16}
   * for blocks of quantised values, whose scales are of that type.
   *
   * @throws MalformedWeightsException if there is no such tensor
   */
  TensorType type(String name);

  /**
   * Decodes rows {@code [from, to)} of a tensor to the buffer's position on, row-major, and moves
   * the position behind them. A row is the last dimension; a tensor of one dimension is one row.
   *
   * @throws MalformedWeightsException if there is no such tensor or it cannot be read as floats
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  void readRows(String name, long from, long to, FloatBuffer out);

  /**
   * A fresh row-major copy of a tensor as 32-bit floats, for tensors that are small.
   *
   * @throws MalformedWeightsException if there is no such tensor or it cannot be read as floats
   */
  default float[] readFloats(String name) {
    long rows = rows(name);
    float[] values = new float[Math.toIntExact(rows * width(name))];
    readRows(name, 0, rows, FloatBuffer.wrap(values));
    return values;
  }

  /** Elements of a row, see {@link #readRows}. */
  default long width(String name) {
    long[] shape = shape(name);
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  /** Rows of a tensor, see {@link #readRows}. */
  default long rows(String name) {
    long[] shape = shape(name);
    return Arrays.stream(shape).limit(Math.max(0, shape.length - 1)).reduce(1, (a, b) -> a * b);
  }

  @Override
  void close();
}
