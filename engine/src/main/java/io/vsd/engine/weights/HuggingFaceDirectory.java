package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.format.FiniteWeights;
import io.vsd.engine.format.JsonFiles;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.format.SafetensorsShards;
import io.vsd.engine.format.SafetensorsSource;
import io.vsd.engine.format.WeightSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens a directory in the layout that transformers writes. */
final class HuggingFaceDirectory {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final List<String> ROLES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private HuggingFaceDirectory() {}

  static ModelDirectory open(Path directory) {
    List<Path> files = weightFiles(directory);
    SafetensorsSource stored =
        Files.exists(directory.resolve(SINGLE))
            ? SafetensorsFile.open(directory.resolve(SINGLE))
            : SafetensorsShards.open(
                directory.resolve(INDEX),
                (tensor, type) -> TensorCheck.isHarmless(tensor, type.isIntegral()));
    try {
      ModelConfig config = HuggingFaceConfig.read(directory.resolve("config.json"));
      WeightSource weights = config.tiedEmbeddings() ? tied(directory, stored) : stored;
      TensorCheck.check(
          directory,
          config,
          weights,
          name -> stored.names().contains(name) && stored.type(name).isIntegral());
      Map<String, String> templates = templates(directory);
      int[] listed = eosTokenIds(directory, config.eosTokenIds());
      int[] ends =
          TokenizerEnd.append(listed, directory, templates.get("eos_token"), config.vocabSize());
      return new ModelDirectory(
          HubPaths.modelName(directory),
          config.withEosTokenIds(ends),
          new FiniteWeights(directory, weights),
          files,
          () -> tokenizerJson(directory),
          templates);
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private static WeightSource tied(Path directory, SafetensorsSource stored) {
    try {
      return TiedWeights.of(stored);
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(
          directory, TiedWeights.HEAD, String.valueOf(e.getMessage()));
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

  private static int[] eosTokenIds(Path directory, int[] fromConfig) {
    Path generation = directory.resolve("generation_config.json");
    return Files.exists(generation)
        ? HuggingFaceConfig.eosTokenIds(generation, fromConfig)
        : fromConfig;
  }

  private static String tokenizerJson(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new MalformedWeightsException(
          directory, "has no tokenizer.json; save it with transformers' fast tokenizer");
    }
    return JsonFiles.withoutMark(JsonFiles.text(file));
  }

  /** Special tokens by role and the chat template, from the files that transformers reads. */
  private static Map<String, String> templates(Path directory) {
    Map<String, String> result = new HashMap<>();
    addRoles(directory.resolve("special_tokens_map.json"), result);
    addRoles(directory.resolve("tokenizer_config.json"), result);
    // Each of these files goes before the one above it.
    for (String name : List.of("tokenizer_config.json", "chat_template.json")) {
      addTemplate(directory.resolve(name), result);
    }
    Path jinja = directory.resolve("chat_template.jinja");
    if (Files.exists(jinja)) {
      result.put("chat_template", JsonFiles.text(jinja));
    }
    return result;
  }

  private static void addRoles(Path file, Map<String, String> result) {
    if (!Files.exists(file)) {
      return;
    }
    JsonNode json = JsonFiles.read(file);
    for (String role : ROLES) {
      JsonNode token =
          json.path(role).isObject() ? json.path(role).path("content") : json.path(role);
      if (token.isTextual()) {
        result.put(role, token.asText());
      }
    }
  }

  private static void addTemplate(Path file, Map<String, String> result) {
    if (!Files.exists(file)) {
      return;
    }
    JsonNode template = JsonFiles.read(file).path("chat_template");
    if (template.isTextual()) {
      result.put("chat_template", template.asText());
    }
    for (JsonNode named : template) {
      if (named.path("name").asText().equals("default")) {
        result.put("chat_template", named.path("template").asText());
      }
    }
  }
}
