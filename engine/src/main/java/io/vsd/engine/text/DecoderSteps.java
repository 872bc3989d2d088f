package io.vsd.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The decoder of a {@code tokenizer.json} as steps that stream. Known are all ten kinds that the
 * library {@code tokenizers} 0.22 has (tokenizers/src/decoders, tokenizers/src/pre_tokenizers),
 * with these exceptions: a {@code Replace} by a regular expression, and steps that look at single
 * tokens after all have become one text.
 */
final class DecoderSteps {
  private final List<Supplier<PieceStage>> steps = new ArrayList<>();
  private boolean fused;
  private boolean streams = true;

  private DecoderSteps() {}

  /** The steps, or nothing if the decoder has one whose result is known only at the end. */
  static Optional<DecoderSteps> parse(JsonNode decoder) {
    DecoderSteps result = new DecoderSteps();
    result.add(decoder);
    return result.streams ? Optional.of(result) : Optional.empty();
  }

  /** Fresh steps for one stream. */
  List<PieceStage> open() {
    return steps.stream().map(Supplier::get).toList();
  }

  private void add(JsonNode step) {
    if (!step.isObject()) {
      steps.add(PieceStages.SpacesBetween::new);
      return;
    }
    switch (step.path("type").asText()) {
      case "Sequence" -> step.path("decoders").forEach(this::add);
      case "Fuse" -> fused = true;
      case "Replace" -> replace(step.path("pattern").path("String"), step.path("content").asText());
      case "Strip" -> strip(step);
      case "Metaspace" -> metaspace(step);
      case "ByteFallback" -> onTokens(ByteFallbackStage::new);
      case "ByteLevel" -> {
        onTokens(ByteLevelStage::new);
        fused = true;
      }
      case "WordPiece" -> wordPiece(step);
      case "BPEDecoder" ->
          onTokens(() -> new PieceStages.WordEnds(step.path("suffix").asText("</w>")));
      case "CTC" -> ctc(step);
      default -> streams = false;
    }
  }

  private void onTokens(Supplier<PieceStage> step) {
    streams &= !fused;
    steps.add(step);
  }

  private void replace(JsonNode pattern, String content) {
    String text = pattern.asText();
    if (!pattern.isTextual() || text.isEmpty()) {
      streams = false;
    } else if (fused) {
      steps.add(() -> new FusedStages.ReplaceText(text, content));
    } else {
      steps.add(() -> new PieceStages.EachPiece(piece -> piece.replace(text, content)));
    }
  }

  private void strip(JsonNode step) {
    int content = step.path("content").asText(" ").codePointAt(0);
    int start = step.path("start").asInt();
    int stop = step.path("stop").asInt();
    if (fused) {
      steps.add(() -> new FusedStages.StripText(content, start, stop));
    } else {
      steps.add(
          () ->
              new PieceStages.EachPiece(
                  piece -> {
                    StringBuilder text = new StringBuilder();
                    new FusedStages.StripText(content, start, stop).piece(piece, text::append);
                    return text.toString();
                  }));
    }
  }

  private void metaspace(JsonNode step) {
    String mark = step.path("replacement").asText("▁");
    boolean prefix =
        step.path("add_prefix_space").asBoolean(true)
            && !step.path("prepend_scheme").asText().equals("never");
    UnaryOperator<String> others = piece -> piece.replace(mark, " ");
    UnaryOperator<String> first = prefix ? piece -> piece.replace(mark, "") : others;
    if (fused) {
      // All of the text is the first piece.
      steps.add(() -> new PieceStages.EachPiece(first));
    } else {
      steps.add(() -> new PieceStages.FirstApart(first, others));
    }
  }

  private void wordPiece(JsonNode step) {
    String prefix = step.path("prefix").asText("##");
    UnaryOperator<String> cleanup =
        step.path("cleanup").asBoolean(true) ? Cleanup::of : UnaryOperator.identity();
    UnaryOperator<String> others =
        piece ->
            cleanup.apply(
                piece.startsWith(prefix) ? piece.substring(prefix.length()) : " " + piece);
    onTokens(() -> new PieceStages.FirstApart(cleanup, others));
  }

  private void ctc(JsonNode step) {
    String pad = step.path("pad_token").asText("<pad>");
    String delimiter = step.path("word_delimiter_token").asText("|");
    boolean cleanup = step.path("cleanup").asBoolean(true);
    UnaryOperator<String> change =
        piece -> {
          String unpadded = piece.replace(pad, "");
          return cleanup ? Cleanup.of(unpadded).replace(delimiter, " ") : unpadded;
        };
    onTokens(() -> new PieceStages.Distinct(change));
  }

  /** Spaces that English does not write before punctuation and shortened words. */
  private static final class Cleanup {
    private static final List<String[]> REPLACEMENTS =
        List.of(
            new String[] {" .", "."},
            new String[] {" ?", "?"},
            new String[] {" !", "!"},
            new String[] {" ,", ","},
            new String[] {" ' ", "'"},
            new String[] {" n't", "n't"},
            new String[] {" 'm", "'m"},
            new String[] {" do not", " don't"},
            new String[] {" 's", "'s"},
            new String[] {" 've", "'ve"},
            new String[] {" 're", "'re"});

    static String of(String piece) {
      String text = piece;
      for (String[] replacement : REPLACEMENTS) {
        text = text.replace(replacement[0], replacement[1]);
      }
      return text;
    }
  }
}
