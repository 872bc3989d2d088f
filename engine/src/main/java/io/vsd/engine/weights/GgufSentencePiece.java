package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A SentencePiece BPE vocabulary (Llama 2, TinyLlama, Mistral) as a {@code tokenizer.json}.
 * SentencePiece merges the neighbours whose union scores best; the same merges as a list, best
 * first, are what the library {@code tokenizers} works from. As in SentencePiece, only normal
 * tokens are ever merged into: no text becomes a control token or a byte token by its spelling.
 * Every stretch of text between added tokens gets the space in front, as in transformers' fast
 * tokenizer and in llama.cpp.
 */
final class GgufSentencePiece {
  private static final String SPACE = "▁";

  private record Merge(String left, String right, double score) {}

  private final GgufFile file;
  private final String[] tokens;
  private final long[] types;
  private final double[] scores;

  GgufSentencePiece(GgufFile file, String[] tokens, long[] types) {
    this.file = file;
    this.tokens = tokens;
    this.types = types;
    this.scores =
        file.numbers("tokenizer.ggml.scores")
            .filter(all -> all.length == tokens.length)
            .orElseThrow(
                () ->
                    new MalformedWeightsException(
                        file.path(), "metadata lacks tokenizer.ggml.scores, one for each token"));
    if (types.length != tokens.length) {
      throw new MalformedWeightsException(
          file.path(), "metadata lacks tokenizer.ggml.token_type, one for each token");
    }
  }

  /** Writes everything but the vocabulary and the added tokens. */
  void write(ObjectNode root) {
    boolean prefix = file.flag("tokenizer.ggml.add_space_prefix").orElse(true);
    root.set("normalizer", sequence(root, "normalizers", normalizers(root, prefix)));
    root.putNull("pre_tokenizer");
    root.set("decoder", sequence(root, "decoders", decoders(root, prefix)));
    ObjectNode bpe = root.putObject("model").put("type", "BPE");
    bpe.putNull("dropout");
    int unknown = unknown();
    bpe.put("unk_token", unknown < 0 ? null : tokens[unknown]);
    bpe.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
    ArrayNode merges = bpe.putArray("merges");
    for (Merge merge : merges()) {
      merges.addArray().add(merge.left()).add(merge.right());
    }
  }

  private static ObjectNode sequence(ObjectNode root, String key, ArrayNode steps) {
    ObjectNode sequence = root.objectNode().put("type", "Sequence");
    sequence.set(key, steps);
    return sequence;
  }

  private ArrayNode normalizers(ObjectNode root, boolean prefix) {
    ArrayNode steps = root.arrayNode();
    file.integers("tokenizer.ggml.precompiled_charsmap")
        .filter(map -> map.length > 0)
        .ifPresent(
            map ->
                steps
                    .addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(bytes(map))));
    if (file.flag("tokenizer.ggml.remove_extra_whitespaces").orElse(false)) {
      replace(steps, "Regex", "\\A +| +\\z", "");
      replace(steps, "Regex", " {2,}", " ");
    }
    if (prefix) {
      steps.addObject().put("type", "Prepend").put("prepend", SPACE);
    }
    replace(steps, "String", " ", SPACE);
    return steps;
  }

  private static ArrayNode decoders(ObjectNode root, boolean prefix) {
    ArrayNode steps = root.arrayNode();
    replace(steps, "String", SPACE, " ");
    steps.addObject().put("type", "ByteFallback");
    steps.addObject().put("type", "Fuse");
    if (prefix) {
      steps.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    }
    return steps;
  }

  private static void replace(ArrayNode steps, String kind, String pattern, String content) {
    ObjectNode step = steps.addObject().put("type", "Replace");
    step.putObject("pattern").put(kind, pattern);
    step.put("content", content);
  }

  private static byte[] bytes(long[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private int unknown() {
    Optional<Integer> listed = file.tokenId("unknown");
    if (listed.isPresent()) {
      return listed.get();
    }
    for (int id = 0; id < types.length; id++) {
      if (types[id] == GgufTokenizer.UNKNOWN) {
        return id;
      }
    }
    return -1;
  }

  /** Best score first; of one token, the longest left part, as transformers' converter has it. */
  private List<Merge> merges() {
    Set<String> normal = new HashSet<>();
    for (int id = 0; id < tokens.length; id++) {
      if (types[id] == GgufTokenizer.NORMAL) {
        normal.add(tokens[id]);
      }
    }
    List<Merge> merges = new ArrayList<>();
    for (int id = 0; id < tokens.length; id++) {
      String token = tokens[id];
      if (!normal.contains(token)) {
        continue;
      }
      for (int at = token.length() - 1; at > 0; at--) {
        String left = token.substring(0, at);
        String right = token.substring(at);
        if (normal.contains(left) && normal.contains(right)) {
          merges.add(new Merge(left, right, scores[id]));
        }
      }
    }
    merges.sort(
        Comparator.comparingDouble(Merge::score)
            .reversed()
            .thenComparing(merge -> -merge.left().length()));
    return merges;
  }
}
