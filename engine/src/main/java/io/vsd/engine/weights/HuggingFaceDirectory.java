package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens a directory in the layout that transformers writes. */
final class HuggingFaceDirectory {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private HuggingFaceDirectory() {}

  static ModelDirectory open(Path directory) {
    List<Path> files = weightFiles(directory);
    WeightSource stored =
        Files.exists(directory.resolve(SINGLE))
            ? SafetensorsFile.open(directory.resolve(SINGLE))
            : SafetensorsShards.open(directory.resolve(INDEX));
    try {
      Path configPath = directory.resolve("config.json");
      ModelConfig config = HuggingFaceConfig.read(configPath, stored.names()::contains);
      int[] eos = eosTokenIds(directory, config.eosTokenIds());
      WeightSource weights = config.tiedEmbeddings() ? new HeadlessWeights(stored) : stored;
      return new ModelDirectory(
          HubPaths.modelName(directory),
          config.withEosTokenIds(eos),
          weights,
          files,
          () -> tokenizerJson(directory),
          templates(directory));
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private static List<Path> weightFiles(Path directory) {
    if (Files.exists(directory.resolve(SINGLE))) {
      return List.of(directory.resolve(SINGLE));
    }
    if (Files.exists(directory.resolve(INDEX))) {
      return SafetensorsShards.files(directory.resolve(INDEX));
    }
    if (ModelDirectory.hasPickles(directory)) {
      throw new MalformedWeightsException(
          directory,
          "holds pickled weights only, which are refused, since reading them means running them; "
              + "convert them to safetensors");
    }
    throw new MalformedWeightsException(directory, "has no " + SINGLE + " and no " + INDEX);
  }

  /** The ids of generation_config.json, whose first is the main one, then those of config.json. */
  private static int[] eosTokenIds(Path directory, int[] fromConfig) {
    Set<Integer> ids = new LinkedHashSet<>();
    Path generation = directory.resolve("generation_config.json");
    if (Files.exists(generation)) {
      for (int id : HuggingFaceConfig.ids(JsonFiles.read(generation).path("eos_token_id"))) {
        ids.add(id);
      }
    }
    for (int id : fromConfig) {
      ids.add(id);
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String tokenizerJson(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new MalformedWeightsException(
          directory, "has no tokenizer.json; save it with transformers' fast tokenizer");
    }
    return JsonFiles.text(file);
  }

  private static Map<String, String> templates(Path directory) {
    Map<String, String> result = new HashMap<>();
    Path tokenizerConfig = directory.resolve("tokenizer_config.json");
    if (Files.exists(tokenizerConfig)) {
      JsonNode json = JsonFiles.read(tokenizerConfig);
      for (String role : List.of("bos_token", "eos_token")) {
        JsonNode token =
            json.path(role).isObject() ? json.path(role).path("content") : json.path(role);
        if (token.isTextual()) {
          result.put(role, token.asText());
        }
      }
      JsonNode template = json.path("chat_template");
      if (template.isTextual()) {
        result.put("chat_template", template.asText());
      }
      for (JsonNode named : template) {
        if (named.path("name").asText().equals("default")) {
          result.put("chat_template", named.path("template").asText());
        }
      }
    }
    Path jinja = directory.resolve("chat_template.jinja");
    if (Files.exists(jinja)) {
      result.put("chat_template", JsonFiles.text(jinja));
    }
    return result;
  }
}
