package io.vsd.engine.format;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A memory-mapped GGUF model (versions 2 and 3, little-endian), one file or all parts of a split
 * one, under its own tensor names and in its own row order. Every extent is checked when it is
 * opened. Source: ggml/docs/gguf.md.
 */
public final class GgufFile implements WeightSource {
  private static final int MAGIC = 0x46554747;

  /** As the header has it; the offset counts from the header's end. */
  private record Header(GgufType type, long[] shape, long elements, long offset) {
    long bytes() {
      return elements / type.blockElements() * type.blockBytes();
    }
  }

  private record Tensor(GgufType type, long[] shape, long elements, Extent data) {}

  private final List<MappedFile> files;
  private final Map<String, Object> metadata;
  private final Map<String, Tensor> tensors;

  private GgufFile(
      List<MappedFile> files, Map<String, Object> metadata, Map<String, Tensor> tensors) {
    this.files = files;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /**
   * Opens and checks a file, and with a part of a split model all other parts.
   *
   * @throws MalformedWeightsException if a header is corrupt, a tensor reaches past the end, or a
   *     part is missing or of another model
   */
  public static GgufFile open(Path path) {
    return GgufSplit.complete(openOne(path));
  }

  /** Opens and checks a single file, which may be a part. */
  static GgufFile openOne(Path path) {
    MappedFile file = MappedFile.open(path);
    try {
      return parse(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The first part with the tensors of all; it owns them from here on. */
  static GgufFile joined(List<GgufFile> parts) {
    List<MappedFile> files = new ArrayList<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (GgufFile part : parts) {
      files.addAll(part.files);
      part.tensors.forEach(
          (name, tensor) -> {
            if (tensors.put(name, tensor) != null) {
              throw new MalformedWeightsException(part.path(), name, "is in an earlier part, too");
            }
          });
    }
    return new GgufFile(files, parts.getFirst().metadata, tensors);
  }

  private static GgufFile parse(MappedFile file) {
    GgufReader in = new GgufReader(file);
    if (file.size() < 24 || in.int32() != MAGIC) {
      throw in.fault("not a GGUF file");
    }
    int version = in.int32();
    if (Integer.reverseBytes(version) == 3) {
      throw in.fault("is a big-endian GGUF file; only little-endian ones are read");
    }
    if (version != 2 && version != 3) {
      throw in.fault("GGUF version " + version + " is not supported (2 and 3 are)");
    }
    int tensorCount = in.count("tensors");
    int metadataCount = in.count("metadata entries");
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (int i = 0; i < metadataCount; i++) {
      metadata.put(in.string(), in.value());
    }
    Map<String, Header> headers = new LinkedHashMap<>();
    for (int i = 0; i < tensorCount; i++) {
      String name = in.string();
      if (headers.put(name, header(file, in, name)) != null) {
        throw new MalformedWeightsException(file.path(), name, "is listed twice");
      }
    }
    long alignment = metadata.get("general.alignment") instanceof Long a ? a : 32;
    if (alignment <= 0 || alignment > 1 << 20) {
      throw in.fault("corrupt: alignment " + alignment);
    }
    long base = (in.position() + alignment - 1) / alignment * alignment;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    headers.forEach((name, t) -> tensors.put(name, place(file, base, name, t)));
    return new GgufFile(List.of(file), Collections.unmodifiableMap(metadata), tensors);
  }

  private static Header header(MappedFile file, GgufReader in, String name) {
    int dims = in.int32();
    if (dims < 1 || dims > 8) {
      throw new MalformedWeightsException(file.path(), name, dims + " dimensions");
    }
    long[] shape = new long[dims];
    long elements = 1;
    for (int i = 0; i < dims; i++) {
      // ggml writes the innermost dimension first.
      long dim = in.int64();
      if (dim <= 0 || elements > Long.MAX_VALUE / 8 / dim) {
        throw new MalformedWeightsException(file.path(), name, "impossible dimension " + dim);
      }
      shape[dims - 1 - i] = dim;
      elements *= dim;
    }
    int code = in.int32();
    GgufType type =
        GgufType.of(code)
            .orElseThrow(
                () ->
                    new MalformedWeightsException(
                        file.path(),
                        name,
                        "ggml type %s is not supported (%s are)"
                            .formatted(GgufType.nameOf(code), List.of(GgufType.values()))));
    return new Header(type, shape, elements, in.int64());
  }

  /** Finds the tensor's bytes and checks the extent. */
  private static Tensor place(MappedFile file, long base, String name, Header tensor) {
    if (tensor.offset() < 0 || tensor.offset() > file.size() - base) {
      throw new MalformedWeightsException(
          file.path(), name, "truncated: it starts past the end of the file");
    }
    int block = tensor.type().blockElements();
    if (tensor.shape()[tensor.shape().length - 1] % block != 0) {
      throw new MalformedWeightsException(
          file.path(), name, Arrays.toString(tensor.shape()) + " is not whole blocks of " + block);
    }
    long start = base + tensor.offset();
    if (tensor.bytes() > file.size() - start) {
      throw new MalformedWeightsException(
          file.path(),
          name,
          "truncated: it takes %d bytes from byte %d, the file ends at %d"
              .formatted(tensor.bytes(), start, file.size()));
    }
    return new Tensor(
        tensor.type(), tensor.shape(), tensor.elements(), new Extent(file, start, tensor.bytes()));
  }

  public Path path() {
    return files.getFirst().path();
  }

  /** The file, or all parts in order. */
  public List<Path> paths() {
    return files.stream().map(MappedFile::path).toList();
  }

  /** Whether the metadata has this key. */
  boolean has(String key) {
    return metadata.containsKey(key);
  }

  /** A text from the metadata. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(metadata.get(key)).map(String::valueOf);
  }

  /** A number from the metadata. */
  public Optional<Double> number(String key) {
    return switch (metadata.get(key)) {
      case Long l -> Optional.of(l.doubleValue());
      case Double d -> Optional.of(d);
      case null, default -> Optional.empty();
    };
  }

  /** A whole number from the metadata; of an array, its only distinct element. */
  public Optional<Integer> integer(String key) {
    return switch (metadata.get(key)) {
      case Long l -> Optional.of(Math.toIntExact(l));
      case long[] all when all.length > 0 && Arrays.stream(all).distinct().count() == 1 ->
          Optional.of(Math.toIntExact(all[0]));
      case null, default -> Optional.empty();
    };
  }

  /** A list of texts from the metadata. */
  public Optional<String[]> texts(String key) {
    return metadata.get(key) instanceof String[] all ? Optional.of(all) : Optional.empty();
  }

  /** A list of whole numbers from the metadata. */
  public Optional<long[]> integers(String key) {
    return metadata.get(key) instanceof long[] all ? Optional.of(all) : Optional.empty();
  }

  /** A list of numbers from the metadata. */
  public Optional<double[]> numbers(String key) {
    return metadata.get(key) instanceof double[] all ? Optional.of(all) : Optional.empty();
  }

  /** Yes or no from the metadata. */
  public Optional<Boolean> flag(String key) {
    return metadata.get(key) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
  }

  /**
   * The id that the metadata gives a role, such as {@code bos}, where it is a token's: some
   * converters write -1 for a token that there is not.
   */
  public Optional<Integer> tokenId(String role) {
    int tokens = texts("tokenizer.ggml.tokens").map(all -> all.length).orElse(Integer.MAX_VALUE);
    return number("tokenizer.ggml." + role + "_token_id")
        .filter(id -> id >= 0 && id < tokens)
        .map(Double::intValue);
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
  public TensorType type(String name) {
    return tensor(name).type().floating();
  }

  @Override
  public void readRows(String name, long from, long to, FloatBuffer out) {
    Tensor tensor = tensor(name);
    GgufType type = tensor.type();
    new StoredRows(tensor.data(), type.blockElements(), type.blockBytes(), width(name))
        .decode(from, to, out, (in, floats) -> GgufBlocks.decode(type, in, floats));
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new MalformedWeightsException(path(), name, "is not in the file");
    }
    return tensor;
  }

  @Override
  public void close() {
    files.forEach(MappedFile::close);
  }
}
