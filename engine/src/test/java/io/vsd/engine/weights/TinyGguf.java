package io.vsd.engine.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes small GGUF files with F32 tensors and any metadata. */
final class TinyGguf {
  private record Tensor(long[] shape, float[] values) {}

  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** A text, an Integer, a Float, a String[] or an int[]. */
  TinyGguf with(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  TinyGguf tensor(String name, long[] shape, float... values) {
    tensors.put(name, new Tensor(shape, values));
    return this;
  }

  Path write(Path file) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes("GGUF".getBytes(StandardCharsets.UTF_8));
    int32(header, 3);
    int64(header, tensors.size());
    int64(header, metadata.size());
    metadata.forEach(
        (key, value) -> {
          string(header, key);
          value(header, value);
        });
    long offset = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      long[] shape = tensor.getValue().shape();
      string(header, tensor.getKey());
      int32(header, shape.length);
      for (int i = shape.length - 1; i >= 0; i--) {
        int64(header, shape[i]);
      }
      int32(header, 0);
      int64(header, offset);
      offset += (4L * tensor.getValue().values().length + 31) / 32 * 32;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(padded(header.toByteArray()));
    for (Tensor tensor : tensors.values()) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.values().length);
      bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(tensor.values());
      out.writeBytes(padded(bytes.array()));
    }
    return Files.write(file, out.toByteArray());
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, (bytes.length + 31) / 32 * 32);
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        int32(out, 8);
        string(out, text);
      }
      case Integer number -> {
        int32(out, 5);
        int32(out, number);
      }
      case Float number -> {
        int32(out, 6);
        int32(out, Float.floatToRawIntBits(number));
      }
      case String[] texts -> {
        int32(out, 9);
        int32(out, 8);
        int64(out, texts.length);
        for (String text : texts) {
          string(out, text);
        }
      }
      case int[] numbers -> {
        int32(out, 9);
        int32(out, 5);
        int64(out, numbers.length);
        for (int number : numbers) {
          int32(out, number);
        }
      }
      default -> throw new IllegalArgumentException(value.getClass().toString());
    }
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int64(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void int64(ByteArrayOutputStream out, long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
