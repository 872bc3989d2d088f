package io.vsd.engine.weights;

import io.vsd.engine.format.FiniteWeights;
import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.GgufSplit;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.Sha256;
import io.vsd.engine.format.WeightSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A model as it lies on disk: configuration, weights, tokenizer and chat template, from a Hugging
 * Face directory or from GGUF. Closing it unmaps the weights.
 */
public final class ModelDirectory implements AutoCloseable {
  private static final List<String> PICKLED = List.of(".bin", ".pt", ".pth", ".ckpt", ".pkl");

  /** GGUF's words for the special tokens, spelt as the format has them, and transformers'. */
  private static final Map<String, String> GGUF_ROLES =
      Map.of(
          "bos", "bos_token",
          "eos", "eos_token",
          "unknown", "unk_token",
          "seperator", "sep_token",
          "padding", "pad_token",
          "cls", "cls_token",
          "mask", "mask_token");

  private final String name;
  private final ModelConfig config;
  private final WeightSource weights;
  private final List<Path> weightFiles;
  private final Remembered tokenizerJson;
  private final Remembered weightsHash;
  private final Remembered tokenizerHash;
  private final Map<String, String> templates;

  ModelDirectory(
      String name,
      ModelConfig config,
      WeightSource weights,
      List<Path> weightFiles,
      Supplier<String> tokenizerJson,
      Map<String, String> templates) {
    this.name = name;
    this.config = config;
    this.weights = weights;
    this.weightFiles = List.copyOf(weightFiles);
    this.tokenizerJson = new Remembered(tokenizerJson);
    this.weightsHash = new Remembered(this::hashWeights);
    this.tokenizerHash = new Remembered(this::hashTokenizer);
    this.templates = Map.copyOf(templates);
  }

  /**
   * Opens a Hugging Face directory, a GGUF file, any part of a split one, or a directory with one
   * GGUF model.
   *
   * @throws MalformedWeightsException if there is no model there, or one that cannot be read
   */
  public static ModelDirectory open(Path dirOrGguf) {
    Path path = dirOrGguf.toAbsolutePath().normalize();
    if (Files.isRegularFile(path)) {
      return openFile(path);
    }
    if (!Files.isDirectory(path)) {
      throw new MalformedWeightsException(path, "no such file or directory");
    }
    if (Files.exists(path.resolve("config.json"))) {
      return HuggingFaceDirectory.open(path);
    }
    List<Path> ggufs = GgufSplit.models(list(path, ".gguf"));
    return switch (ggufs.size()) {
      case 1 -> openFile(ggufs.getFirst());
      case 0 ->
          throw new MalformedWeightsException(
              path, "not a model directory: it has no config.json and no .gguf file");
      default ->
          throw new MalformedWeightsException(
              path, "holds " + ggufs.size() + " GGUF models; name the file of the one to use");
    };
  }

  private static ModelDirectory openFile(Path file) {
    String fileName = file.getFileName().toString();
    if (PICKLED.stream().anyMatch(fileName.toLowerCase(Locale.ROOT)::endsWith)) {
      throw new MalformedWeightsException(
          file,
          "pickled weights are refused, since reading them means running them; use safetensors or GGUF");
    }
    if (fileName.endsWith(".safetensors")) {
      throw new MalformedWeightsException(
          file, "safetensors alone lack configuration and tokenizer; name the directory");
    }
    GgufFile gguf = GgufFile.open(file);
    try {
      GgufModel model = new GgufModel(gguf);
      TensorCheck.check(file, model);
      Map<String, String> special = new HashMap<>();
      gguf.text("tokenizer.chat_template").ifPresent(t -> special.put("chat_template", t));
      String[] tokens = gguf.texts("tokenizer.ggml.tokens").orElse(new String[0]);
      GGUF_ROLES.forEach(
          (kind, role) ->
              gguf.tokenId(kind)
                  .filter(id -> id < tokens.length)
                  .ifPresent(id -> special.put(role, tokens[id])));
      return new ModelDirectory(
          HubPaths.modelName(file),
          model.config(),
          new FiniteWeights(file, model),
          gguf.paths(),
          () -> GgufTokenizer.json(gguf),
          special);
    } catch (RuntimeException e) {
      gguf.close();
      throw e;
    }
  }

  public static List<Path> list(Path directory, String suffix) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.getFileName().toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  /** Whether a directory holds pickled weights. */
  static boolean hasPickles(Path directory) {
    return PICKLED.stream().anyMatch(suffix -> !list(directory, suffix).isEmpty());
  }

  /** The hub id where the path lies in a hub cache, else the name of the file or directory. */
  public String name() {
    return name;
  }

  /** The shape of the model. */
  public ModelConfig config() {
    return config;
  }

  /** The weights, open as long as this is. */
  public WeightSource weights() {
    return weights;
  }

  /** The tokenizer in the {@code tokenizer.json} form of Hugging Face tokenizers. */
  public String tokenizerJson() {
    return tokenizerJson.get();
  }

  /** The Jinja template that renders a conversation, where the model has one. */
  public Optional<String> chatTemplate() {
    return Optional.ofNullable(templates.get("chat_template"));
  }

  /** A special token's text by its role, such as {@code bos_token} or {@code pad_token}. */
  public Optional<String> specialToken(String role) {
    return Optional.ofNullable(templates.get(role));
  }

  /** All special tokens that the model names: their texts by role. */
  public Map<String, String> specialTokens() {
    Map<String, String> tokens = new HashMap<>(templates);
    tokens.remove("chat_template");
    return tokens;
  }

  /**
   * SHA-256 of the weight files' bytes, one after the other in order of name; reads them all once.
   */
  public String weightsHash() {
    return weightsHash.get();
  }

  private String hashWeights() {
    if (weightFiles.size() == 1) {
      return Sha256.of(weightFiles.getFirst());
    }
    var digest = Sha256.digest();
    weightFiles.forEach(file -> Sha256.update(digest, file));
    return Sha256.hex(digest);
  }

  /**
   * SHA-256 over every token id and its text, in order of id. It is the same for a model's hub
   * directory and its GGUF file, whose tokenizer files differ in form.
   *
   * @throws MalformedWeightsException if the embedding lacks a row for one of the ids
   */
  public String tokenizerHash() {
    return tokenizerHash.get();
  }

  private String hashTokenizer() {
    return TokenizerIdentity.of(weightFiles.getFirst(), tokenizerJson())
        .within(config.vocabSize())
        .hash();
  }

  @Override
  public void close() {
    weights.close();
  }
}
