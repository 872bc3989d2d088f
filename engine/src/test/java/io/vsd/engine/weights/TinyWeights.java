package io.vsd.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** Edits the tensors of a tiny model's or draft's safetensors file. */
public final class TinyWeights {

  /** A tensor in memory. */
  public record Tensor(TensorType type, long[] shape, float[] values) {

    /** Zeros of a shape. */
    public static Tensor zeros(long... shape) {
      int elements = 1;
      for (long size : shape) {
        elements = Math.toIntExact(elements * size);
      }
      return new Tensor(TensorType.F32, shape, new float[elements]);
    }

    /** With a number added to the last value. */
    public Tensor plus(float number) {
      float[] changed = values.clone();
      changed[changed.length - 1] += number;
      return new Tensor(type, shape, changed);
    }
  }

  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

  /** Rewrites {@code model.safetensors} of a directory. */
  public static void edit(Path directory, Consumer<TinyWeights> edit) throws IOException {
    Path path = directory.resolve("model.safetensors");
    TinyWeights weights = new TinyWeights();
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (String name : file.names()) {
        weights.put(name, new Tensor(file.type(name), file.shape(name), file.readFloats(name)));
      }
    }
    edit.accept(weights);
    write(path, weights.tensors);
  }

  /** The names in file order. */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /** The tensor of a name that is there. */
  public Tensor get(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** Adds or replaces a tensor. */
  public void put(String name, Tensor tensor) {
    tensors.put(name, tensor);
  }

  /** Takes a tensor out. */
  public Tensor remove(String name) {
    return Objects.requireNonNull(tensors.remove(name), name);
  }

  /** Writes a file of these tensors; the ones of an integer type get their values cut. */
  public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
    SafetensorsWriter out = new SafetensorsWriter().metadata("format", "pt");
    tensors.forEach(
        (name, tensor) -> {
          if (tensor.type() == TensorType.I64) {
            long[] longs = new long[tensor.values().length];
            for (int i = 0; i < longs.length; i++) {
              longs[i] = (long) tensor.values()[i];
            }
            out.add(name, tensor.shape(), longs);
          } else {
            out.add(name, tensor.type(), tensor.shape(), tensor.values());
          }
        });
    Files.deleteIfExists(path);
    out.write(path);
  }
}
