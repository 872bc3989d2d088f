package io.vsd.engine.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Collects tensors and writes them as one safetensors file. The bytes depend on the tensors and the
 * metadata only: both are sorted by name, offsets follow that order, the header is padded to eight
 * bytes.
 */
public final class SafetensorsWriter {
  private static final int SLICE_BYTES = 1 << 20;

  private record Tensor(TensorType type, long[] shape, Supplier<ByteBuffer> bytes) {
    long length() {
      return elements(shape) * type.bytes();
    }
  }

  private final TreeMap<String, Tensor> tensors = new TreeMap<>();
  private final TreeMap<String, String> metadata = new TreeMap<>();

  /** Adds an entry to the header's free-text metadata. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Adds all entries to the header's free-text metadata. */
  public SafetensorsWriter metadata(Map<String, String> entries) {
    metadata.putAll(entries);
    return this;
  }

  /**
   * Adds floating-point numbers, stored as F32, F16 or BF16, rounded to nearest even.
   *
   * @throws IllegalArgumentException if the shape does not hold the values, the name is taken, or
   *     the type is not a floating-point one
   */
  public SafetensorsWriter add(String name, TensorType type, long[] shape, float[] values) {
    ByteBuffer bytes = encoded(name, type, shape, values);
    return put(name, new Tensor(type, shape.clone(), () -> bytes));
  }

  /**
   * Adds floating-point numbers that are asked for when the file is written, one tensor after the
   * other, so that they are never all in memory; otherwise like {@link #add(String, TensorType,
   * long[], float[])}, but that what the shape does not hold is refused at the write.
   */
  public SafetensorsWriter add(
      String name, TensorType type, long[] shape, Supplier<float[]> values) {
    long[] own = shape.clone();
    return put(name, new Tensor(type, own, () -> encoded(name, type, own, values.get())));
  }

  private static ByteBuffer encoded(String name, TensorType type, long[] shape, float[] values) {
    ByteBuffer bytes = allocate(name, type, shape, values.length);
    switch (type) {
      case F32 -> bytes.asFloatBuffer().put(values);
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          bytes.putShort(2 * i, Float.floatToFloat16(values[i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          bytes.putShort(2 * i, TensorType.toBfloat16(values[i]));
        }
      }
      default ->
          throw new IllegalArgumentException("tensor '" + name + "': floats stored as " + type);
    }
    return bytes;
  }

  /** Adds I64 numbers; see {@link #add(String, TensorType, long[], float[])}. */
  public SafetensorsWriter add(String name, long[] shape, long[] values) {
    ByteBuffer bytes = allocate(name, TensorType.I64, shape, values.length);
    bytes.asLongBuffer().put(values);
    return put(name, new Tensor(TensorType.I64, shape.clone(), () -> bytes));
  }

  /** Adds I32 numbers; see {@link #add(String, TensorType, long[], float[])}. */
  public SafetensorsWriter add(String name, long[] shape, int[] values) {
    ByteBuffer bytes = allocate(name, TensorType.I32, shape, values.length);
    bytes.asIntBuffer().put(values);
    return put(name, new Tensor(TensorType.I32, shape.clone(), () -> bytes));
  }

  /** Adds BOOL values; see {@link #add(String, TensorType, long[], float[])}. */
  public SafetensorsWriter add(String name, long[] shape, boolean[] values) {
    ByteBuffer bytes = allocate(name, TensorType.BOOL, shape, values.length);
    for (int i = 0; i < values.length; i++) {
      bytes.put(i, (byte) (values[i] ? 1 : 0));
    }
    return put(name, new Tensor(TensorType.BOOL, shape.clone(), () -> bytes));
  }

  /** Adds a tensor by its little-endian bytes as they are to be stored; they are copied. */
  public SafetensorsWriter addRaw(String name, TensorType type, long[] shape, byte[] bytes) {
    int values = bytes.length % type.bytes() == 0 ? bytes.length / type.bytes() : -1;
    ByteBuffer own = allocate(name, type, shape, values).put(0, bytes);
    return put(name, new Tensor(type, shape.clone(), () -> own));
  }

  /** Writes the file, replacing what was there, and forces it to disk. */
  public void write(Path path) throws IOException {
    byte[] header = header();
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, length.putLong(0, header.length));
      writeFully(channel, ByteBuffer.wrap(header));
      for (Tensor tensor : tensors.values()) {
        writeFully(channel, tensor.bytes().get().duplicate());
      }
      channel.force(true);
    }
  }

  /**
   * Writes in slices, because the JDK copies what lies on the heap through direct memory of the
   * same size and each thread keeps the largest it ever needed.
   */
  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + SLICE_BYTES));
      channel.write(bytes);
    }
  }

  private byte[] header() {
    ObjectMapper json = new ObjectMapper();
    ObjectNode header = json.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode entries = header.putObject("__metadata__");
      metadata.forEach(entries::put);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", tensor.type().name());
      var dims = node.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(dims::add);
      long end = offset + tensor.length();
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    try {
      byte[] text = json.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
      Arrays.fill(padded, text.length, padded.length, (byte) ' ');
      return padded;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers did not serialise", e);
    }
  }

  private static ByteBuffer allocate(String name, TensorType type, long[] shape, int values) {
    if (elements(shape) != values) {
      throw new IllegalArgumentException(
          "tensor '%s': shape %s does not hold %d values"
              .formatted(name, Arrays.toString(shape), values));
    }
    return ByteBuffer.allocate(Math.multiplyExact(values, type.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private SafetensorsWriter put(String name, Tensor tensor) {
    if (name.equals("__metadata__") || tensors.putIfAbsent(name, tensor) != null) {
      throw new IllegalArgumentException("tensor name '" + name + "' is taken");
    }
    return this;
  }
}
