package io.vsd.engine.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.MalformedWeightsException;

/**
 * Writes the tokenizer of a GGUF file's metadata as a Hugging Face {@code tokenizer.json}:
 * byte-level BPE ({@code gpt2}) and SentencePiece BPE ({@code llama}). How text is split before
 * byte-level BPE comes from {@code tokenizer.ggml.pre}, and a splitter that is not known here is
 * refused, since guessing would give other ids without a sign of it.
 *
 * <p>For {@code smollm} the split is plain byte-level, as transformers reads these files; the hub's
 * own tokenizer.json splits digits off first, which gives other ids only where several spaces stand
 * before a digit.
 */
final class GgufTokenizer {
  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  private static final String LLAMA3_SPLIT =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN2_SPLIT =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private final GgufFile file;
  private final ObjectMapper mapper = new ObjectMapper();

  private GgufTokenizer(GgufFile file) {
    this.file = file;
  }

  /**
   * The tokenizer as JSON text.
   *
   * @throws MalformedWeightsException if the file carries none, or one of another kind
   */
  static String json(GgufFile file) {
    return new GgufTokenizer(file).build();
  }

  private String build() {
    String model =
        file.text("tokenizer.ggml.model")
            .orElseThrow(() -> fault("metadata lacks tokenizer.ggml.model"));
    String[] tokens = required("tokenizer.ggml.tokens");
    long[] types = file.integers("tokenizer.ggml.token_type").orElse(new long[0]);
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    root.putNull("post_processor");
    switch (model) {
      case "gpt2" -> byteLevelBpe(root);
      case "llama" -> new GgufSentencePiece(file, tokens, types).write(root);
      default ->
          throw fault(
              "tokenizer model '%s' is not supported (gpt2 and llama are); use the model's Hugging Face directory"
                  .formatted(model));
    }
    vocabulary(tokens, types, root, added);
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw fault("the tokenizer's strings do not form JSON: " + e.getOriginalMessage());
    }
  }

  private void byteLevelBpe(ObjectNode root) {
    String[] merges = required("tokenizer.ggml.merges");
    String pre =
        file.text("tokenizer.ggml.pre")
            .orElseThrow(
                () ->
                    fault(
                        "metadata lacks tokenizer.ggml.pre, which says how text is split; take a newer conversion of the model"));
    boolean skipsMerges = splitter(root, pre);
    byteLevel(root.putObject("decoder"), true);
    ObjectNode bpe = root.putObject("model");
    bpe.put("type", "BPE");
    bpe.putNull("dropout");
    bpe.putNull("unk_token");
    bpe.put("continuing_subword_prefix", "");
    bpe.put("end_of_word_suffix", "");
    bpe.put("fuse_unk", false);
    bpe.put("byte_fallback", false);
    bpe.put("ignore_merges", skipsMerges);
    merges(merges, bpe.putArray("merges"));
  }

  /** Writes normalizer and pre-tokenizer; answers whether merges are skipped for whole words. */
  private boolean splitter(ObjectNode root, String pre) {
    switch (pre) {
      case "smollm", "gpt-2", "gpt2" -> {
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer"), true);
        return false;
      }
      case "llama-bpe", "llama3", "llama-v3" -> {
        root.putNull("normalizer");
        split(root, LLAMA3_SPLIT);
        return true;
      }
      case "qwen2", "deepseek-r1-qwen" -> {
        root.putObject("normalizer").put("type", "NFC");
        split(root, QWEN2_SPLIT);
        return false;
      }
      default ->
          throw fault(
              "tokenizer.ggml.pre '%s' is not supported (smollm, gpt-2, llama-bpe, qwen2, deepseek-r1-qwen are)"
                  .formatted(pre));
    }
  }

  private static void split(ObjectNode root, String regex) {
    ObjectNode sequence = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", regex);
    split.put("behavior", "Isolated").put("invert", false);
    byteLevel(steps.addObject(), false);
  }

  private static void byteLevel(ObjectNode node, boolean useRegex) {
    node.put("type", "ByteLevel");
    node.put("add_prefix_space", false);
    node.put("trim_offsets", true);
    node.put("use_regex", useRegex);
  }

  private static void vocabulary(String[] tokens, long[] types, ObjectNode root, ArrayNode added) {
    ObjectNode vocab = ((ObjectNode) root.path("model")).putObject("vocab");
    for (int id = 0; id < tokens.length; id++) {
      long type = id < types.length ? types[id] : NORMAL;
      if (type == UNUSED) {
        continue;
      }
      vocab.put(tokens[id], id);
      if (type == CONTROL || type == UNKNOWN || type == USER_DEFINED) {
        ObjectNode token = added.addObject().put("id", id).put("content", tokens[id]);
        token.put("single_word", false).put("lstrip", false).put("rstrip", false);
        token.put("normalized", false).put("special", type != USER_DEFINED);
      }
    }
  }

  private void merges(String[] merges, ArrayNode out) {
    for (String merge : merges) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw fault("tokenizer.ggml.merges: '" + merge + "' is not a pair");
      }
      out.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
    }
  }

  private String[] required(String key) {
    return file.texts(key).orElseThrow(() -> fault("metadata lacks " + key));
  }

  private MalformedWeightsException fault(String reason) {
    return new MalformedWeightsException(file.path(), reason);
  }
}
