package io.vsd.engine.weights;

import io.vsd.engine.format.GgufFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tokens end an answer in a GGUF file: those that the metadata lists, then control tokens
 * that are known by their text alone. Many files list the end of a document only, while an
 * instruction-tuned model ends its turns with another token (llama.cpp's vocabulary loader goes by
 * text, too: src/llama-vocab.cpp). Only control tokens count: the same text as an ordinary token is
 * text.
 */
final class GgufEndTokens {
  private static final List<String> ROLES = List.of("eos", "eot", "eom");

  private static final Set<String> TEXTS =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|end_of_text|>",
          "<|endoftext|>",
          "<|return|>",
          "<end_of_turn>",
          "<end_of_utterance>",
          "<｜end▁of▁sentence｜>",
          "<EOT>",
          "_<EOT>",
          "[EOT]",
          "[EOS]",
          "<eos>",
          "</s>");

  private GgufEndTokens() {}

  /** Ids, the one that the metadata calls {@code eos} first. */
  static int[] of(GgufFile file) {
    String[] tokens = file.texts("tokenizer.ggml.tokens").orElse(new String[0]);
    long[] types = file.integers("tokenizer.ggml.token_type").orElse(new long[0]);
    Set<Integer> ids = new LinkedHashSet<>();
    for (String role : ROLES) {
      file.tokenId(role).ifPresent(ids::add);
    }
    for (int id = 0; id < Math.min(tokens.length, types.length); id++) {
      if (types[id] == GgufTokenizer.CONTROL && TEXTS.contains(tokens[id])) {
        ids.add(id);
      }
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
