package io.vsd.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Tensors spread over several safetensors files by {@code model.safetensors.index.json}. */
public final class SafetensorsShards implements SafetensorsSource {
  private final Path index;
  private final Map<String, SafetensorsFile> shards;
  private final Map<String, SafetensorsFile> byTensor;

  private SafetensorsShards(
      Path index, Map<String, SafetensorsFile> shards, Map<String, SafetensorsFile> byTensor) {
    this.index = index;
    this.shards = shards;
    this.byTensor = byTensor;
  }

  /** The shard files that an index names, in the order of their names, inside its directory. */
  public static List<Path> files(Path index) {
    List<Path> files = new ArrayList<>();
    for (String shard : new TreeMap<>(weightMap(index, true)).keySet()) {
      if (shard.contains("/") || shard.contains("\\")) {
        throw new MalformedWeightsException(index, "shard '" + shard + "' lies elsewhere");
      }
      files.add(index.resolveSibling(shard));
    }
    return files;
  }

  /**
   * Opens the shards that an index names.
   *
   * @param harmless tensors that a shard may hold without the index having them
   * @throws MalformedWeightsException if a shard or a tensor is missing, or one is not in the index
   */
  public static SafetensorsShards open(Path index, BiPredicate<String, TensorType> harmless) {
    Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
    Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();
    SafetensorsShards source = new SafetensorsShards(index, shards, byTensor);
    try {
      Map<String, String> weightMap = weightMap(index, false);
      for (Path file : files(index)) {
        String shard = file.getFileName().toString();
        if (!Files.exists(file)) {
          String tensor =
              weightMap.entrySet().stream()
                  .filter(e -> e.getValue().equals(shard))
                  .map(Map.Entry::getKey)
                  .findFirst()
                  .orElse("?");
          throw new MalformedWeightsException(index, tensor, "shard " + shard + " is missing");
        }
        shards.put(shard, SafetensorsFile.open(file));
      }
      weightMap.forEach((tensor, shard) -> source.bind(tensor, shard));
      shards.forEach((shard, file) -> source.refuseUnindexed(shard, file, harmless));
      return source;
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private void bind(String tensor, String shard) {
    SafetensorsFile file = shards.get(shard);
    if (file == null || !file.names().contains(tensor)) {
      throw new MalformedWeightsException(index, tensor, "shard " + shard + " does not hold it");
    }
    byTensor.put(tensor, file);
  }

  private void refuseUnindexed(
      String shard, SafetensorsFile file, BiPredicate<String, TensorType> harmless) {
    for (String tensor : file.names()) {
      if (byTensor.get(tensor) != file && !harmless.test(tensor, file.type(tensor))) {
        throw new MalformedWeightsException(
            index, tensor, "is in " + shard + ", where the index does not have it");
      }
    }
  }

  /** Tensor to shard, or with {@code byShard} shard to one of its tensors. */
  private static Map<String, String> weightMap(Path index, boolean byShard) {
    JsonNode map = JsonFiles.read(index).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new MalformedWeightsException(index, "no weight_map in the index");
    }
    Map<String, String> result = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : map.properties()) {
      String shard = e.getValue().asText();
      if (byShard) {
        result.putIfAbsent(shard, e.getKey());
      } else {
        result.put(e.getKey(), shard);
      }
    }
    return result;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(byTensor.keySet());
  }

  @Override
  public long[] shape(String name) {
    return file(name).shape(name);
  }

  @Override
  public TensorType type(String name) {
    return file(name).type(name);
  }

  @Override
  public boolean same(String name, String other) {
    return file(name).extent(name).sameAs(file(other).extent(other));
  }

  @Override
  public void readRows(String name, long from, long to, FloatBuffer out) {
    file(name).readRows(name, from, to, out);
  }

  private SafetensorsFile file(String name) {
    SafetensorsFile file = byTensor.get(name);
    if (file == null) {
      throw new MalformedWeightsException(index, name, "is not in the index");
    }
    return file;
  }

  @Override
  public void close() {
    shards.values().forEach(SafetensorsFile::close);
  }
}
