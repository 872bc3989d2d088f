package io.vsd.engine.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.vsd.engine.format.WeightSource;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * Copies values of Java and of files into tensors whose memory libtorch allocates, so that it is
 * free as soon as they are closed. DJL's own way lays a tensor over a direct buffer, which lives
 * until the garbage collector finds it: by then many steps' or checkpoints' worth may have
 * gathered.
 */
public final class TorchTensors {
  private TorchTensors() {}

  /** An fp32 tensor on the scope's device. */
  public static PtNDArray floats(NDManager scope, float[] values, long... shape) {
    return floats(scope, b -> b.put(values), shape);
  }

  /** Weights as an fp32 tensor on the scope's device, decoded to where they are to lie. */
  public static PtNDArray floats(NDManager scope, WeightSource weights, String name) {
    return floats(
        scope, b -> weights.readRows(name, 0, weights.rows(name), b), weights.shape(name));
  }

  /**
   * An fp32 tensor on the scope's device.
   *
   * @param fill writes the values; what it leaves out is undefined
   */
  public static PtNDArray floats(NDManager scope, Consumer<FloatBuffer> fill, long... shape) {
    return filled(scope, DataType.FLOAT32, b -> fill.accept(b.asFloatBuffer()), shape);
  }

  /** An int64 tensor on the scope's device. */
  public static PtNDArray longs(NDManager scope, long[] values, long... shape) {
    return filled(scope, DataType.INT64, b -> b.asLongBuffer().put(values), shape);
  }

  /**
   * An fp16 tensor on the scope's device.
   *
   * @param fill writes the bytes, native order; what it leaves out is undefined
   */
  public static PtNDArray halves(NDManager scope, Consumer<ByteBuffer> fill, long... shape) {
    return filled(scope, DataType.FLOAT16, fill, shape);
  }

  private static PtNDArray filled(
      NDManager scope, DataType type, Consumer<ByteBuffer> fill, long... shape) {
    PtNDArray host = (PtNDArray) scope.create(new Shape(shape), type, Device.cpu());
    if (host.size() > 0) {
      // A view of the tensor's own memory.
      fill.accept(host.toByteBuffer(true));
    }
    if (scope.getDevice().equals(Device.cpu())) {
      return host;
    }
    try (host) {
      return host.toDevice(scope.getDevice(), false);
    }
  }
}
