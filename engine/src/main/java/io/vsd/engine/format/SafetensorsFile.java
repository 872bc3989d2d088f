package io.vsd.engine.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One memory-mapped safetensors file: eight bytes of header length, a JSON header, then tensors.
 * Every extent is checked when the file is opened, so a truncated file fails at once and by name.
 * Source: the format note of huggingface/safetensors.
 */
public final class SafetensorsFile implements SafetensorsSource {
  private static final long MAX_HEADER_BYTES = 100_000_000L;

  private record Tensor(TensorType type, long[] shape, long offset, long length) {}

  private final MappedFile file;
  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private SafetensorsFile(
      MappedFile file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    this.file = file;
    this.tensors = tensors;
    this.metadata = metadata;
  }

  /**
   * Opens and checks a file.
   *
   * @throws MalformedWeightsException if the header is corrupt, a tensor reaches past the end of
   *     the file, or its bytes do not fit its shape
   */
  public static SafetensorsFile open(Path path) {
    MappedFile file = MappedFile.open(path);
    try {
      return parse(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static SafetensorsFile parse(MappedFile file) {
    if (file.size() < 8) {
      throw new MalformedWeightsException(
          file.path(), "truncated: " + file.size() + " bytes hold no safetensors header");
    }
    long headerLength = file.slice(0, 8).get(MappedFile.LONG, 0);
    if (headerLength < 2 || headerLength > MAX_HEADER_BYTES) {
      throw new MalformedWeightsException(
          file.path(), "not a safetensors file: header length " + headerLength);
    }
    if (8 + headerLength > file.size()) {
      throw new MalformedWeightsException(
          file.path(), "truncated inside the header: it needs " + (8 + headerLength) + " bytes");
    }
    JsonNode header = header(file, (int) headerLength);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), headerLength));
      }
    }
    refuseOverlaps(file, tensors);
    return new SafetensorsFile(file, tensors, Collections.unmodifiableMap(metadata));
  }

  private static void refuseOverlaps(MappedFile file, Map<String, Tensor> tensors) {
    List<Map.Entry<String, Tensor>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(Comparator.comparingLong(e -> e.getValue().offset()));
    long end = 0;
    for (Map.Entry<String, Tensor> entry : inOrder) {
      Tensor tensor = entry.getValue();
      if (tensor.length() > 0 && tensor.offset() < end) {
        throw new MalformedWeightsException(
            file.path(), entry.getKey(), "overlaps the tensor before it");
      }
      end = Math.max(end, tensor.offset() + tensor.length());
    }
  }

  private static JsonNode header(MappedFile file, int length) {
    try {
      JsonNode header = new ObjectMapper().readTree(file.utf8(8, length));
      if (!header.isObject()) {
        throw new MalformedWeightsException(file.path(), "the header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw new MalformedWeightsException(file.path(), "the header is not JSON", e);
    }
  }

  private static Tensor tensor(MappedFile file, String name, JsonNode node, long headerLength) {
    Path path = file.path();
    TensorType type;
    try {
      type = TensorType.valueOf(node.path("dtype").asText().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(
          path,
          name,
          "type " + node.path("dtype") + " is not supported (F32, F16, BF16 and F64 are)");
    }
    JsonNode dims = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (!dims.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new MalformedWeightsException(path, name, "the header entry lacks shape or offsets");
    }
    long[] shape = shape(path, name, dims);
    long bytes = Arrays.stream(shape).reduce(type.bytes(), (a, d) -> a * d);
    long begin = offsets.get(0).asLong(-1);
    long end = offsets.get(1).asLong(-1);
    if (begin < 0 || end < begin || end - begin != bytes) {
      throw new MalformedWeightsException(
          path, name, "offsets " + offsets + " do not hold shape " + dims + " of " + type);
    }
    if (end > file.size() - 8 - headerLength) {
      throw new MalformedWeightsException(
          path,
          name,
          "truncated: it ends at byte "
              + (8 + headerLength + end)
              + ", the file at "
              + file.size());
    }
    return new Tensor(type, shape, 8 + headerLength + begin, end - begin);
  }

  private static long[] shape(Path path, String name, JsonNode dims) {
    long[] shape = new long[dims.size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dims.get(i).asLong(-1);
      if (shape[i] < 0 || (shape[i] > 0 && elements > Long.MAX_VALUE / 8 / shape[i])) {
        throw new MalformedWeightsException(path, name, "impossible shape " + dims);
      }
      elements *= shape[i];
    }
    return shape;
  }

  /** The free-text metadata of the header. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public TensorType type(String name) {
    return tensor(name).type();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  @Override
  public void readRows(String name, long from, long to, FloatBuffer out) {
    Tensor tensor = tensor(name);
    TensorType type = tensor.type();
    if (!type.isFloating()) {
      throw new MalformedWeightsException(
          file.path(), name, "holds " + type + ", not floating-point numbers");
    }
    new StoredRows(extent(name), 1, type.bytes(), width(name)).decode(from, to, out, type::decode);
  }

  /**
   * A fresh copy of an I64 tensor.
   *
   * @throws MalformedWeightsException if it is of another type
   */
  public long[] readLongs(String name) {
    Tensor tensor = require(name, TensorType.I64);
    long[] out = new long[elements(name, tensor)];
    MemorySegment bytes = MemorySegment.ofArray(extent(name).bytes());
    MemorySegment.copy(bytes, MappedFile.LONG, 0, out, 0, out.length);
    return out;
  }

  /**
   * A fresh copy of an I32 tensor.
   *
   * @throws MalformedWeightsException if it is of another type
   */
  public int[] readInts(String name) {
    Tensor tensor = require(name, TensorType.I32);
    int[] out = new int[elements(name, tensor)];
    MemorySegment bytes = MemorySegment.ofArray(extent(name).bytes());
    MemorySegment.copy(bytes, MappedFile.INT, 0, out, 0, out.length);
    return out;
  }

  /**
   * A fresh copy of a BOOL tensor.
   *
   * @throws MalformedWeightsException if it is of another type
   */
  public boolean[] readBooleans(String name) {
    Tensor tensor = require(name, TensorType.BOOL);
    boolean[] out = new boolean[elements(name, tensor)];
    byte[] bytes = extent(name).bytes();
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] != 0;
    }
    return out;
  }

  /** The stored bytes of a tensor as they are, for hashing. */
  public byte[] readBytes(String name) {
    Tensor tensor = tensor(name);
    if (tensor.length() > Integer.MAX_VALUE - 8) {
      throw new MalformedWeightsException(file.path(), name, "too large for one array");
    }
    return extent(name).bytes();
  }

  @Override
  public boolean same(String name, String other) {
    return extent(name).sameAs(extent(other));
  }

  /** Where a tensor lies in its file. */
  Extent extent(String name) {
    Tensor tensor = tensor(name);
    return new Extent(file, tensor.offset(), tensor.length());
  }

  private Tensor require(String name, TensorType type) {
    Tensor tensor = tensor(name);
    if (tensor.type() != type) {
      throw new MalformedWeightsException(
          file.path(), name, "holds " + tensor.type() + ", not " + type);
    }
    return tensor;
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new MalformedWeightsException(file.path(), name, "is not in the file");
    }
    return tensor;
  }

  private int elements(String name, Tensor tensor) {
    long elements = tensor.length() / tensor.type().bytes();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new MalformedWeightsException(
          file.path(), name, elements + " elements are too many for one array");
    }
    return (int) elements;
  }

  @Override
  public void close() {
    file.close();
  }
}
