package io.vsd.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a template's own special tokens from those that people write. People's are marked before
 * rendering, by a character inside them; what the template writes is then found unmarked and
 * sealed, by another character before it; and the sealed tokenizer knows special tokens in their
 * sealed spelling only. Both characters are Unicode noncharacters, which no text may carry here.
 */
final class SpecialTokenSeal {
  static final char MARK = '\uFDD0';
  static final char SEAL = '\uFDD1';

  private record Added(String content, boolean special) {}

  private final ObjectNode tokenizer;

  /** Longest first, as the library prefers. */
  private final List<Added> added = new ArrayList<>();

  SpecialTokenSeal(String tokenizerJson) {
    try {
      this.tokenizer = (ObjectNode) new ObjectMapper().readTree(tokenizerJson);
    } catch (JsonProcessingException | ClassCastException e) {
      throw new IllegalArgumentException("not a tokenizer.json", e);
    }
    for (JsonNode token : tokenizer.path("added_tokens")) {
      added.add(new Added(token.path("content").asText(), token.path("special").asBoolean()));
    }
    added.removeIf(token -> token.content().isEmpty());
    added.sort(Comparator.comparing(token -> -token.content().length()));
  }

  /** A person's text with a mark inside every special token, overlapping ones included. */
  String mark(String text) {
    StringBuilder marked = new StringBuilder();
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      marked.appendCodePoint(text.codePointAt(at));
      if (startsSpecial(text, at)) {
        marked.append(MARK);
      }
    }
    return marked.toString();
  }

  /** A person's text with marks everywhere: nothing of it can be part of a special token. */
  static String markAll(String text) {
    StringBuilder marked = new StringBuilder().append(MARK);
    text.codePoints().forEach(c -> marked.appendCodePoint(c).append(MARK));
    return marked.toString();
  }

  private boolean startsSpecial(String text, int at) {
    return added.stream().anyMatch(t -> t.special() && text.startsWith(t.content(), at));
  }

  /** Rendered text with every unmarked special token sealed and the marks taken out. */
  String seal(String rendered) {
    StringBuilder sealed = new StringBuilder();
    int at = 0;
    while (at < rendered.length()) {
      int from = at;
      Added found =
          added.stream()
              .filter(
                  t -> rendered.startsWith(t.content(), from) && !markedAfter(rendered, from, t))
              .findFirst()
              .orElse(null);
      if (found == null) {
        if (rendered.charAt(at) != MARK) {
          sealed.append(rendered.charAt(at));
        }
        at++;
      } else {
        if (found.special()) {
          sealed.append(SEAL);
        }
        sealed.append(found.content());
        at += found.content().length();
      }
    }
    return sealed.toString();
  }

  /** A token of one character has no inside: its mark follows it. */
  private static boolean markedAfter(String rendered, int at, Added token) {
    int end = at + token.content().length();
    return token.content().codePointCount(0, token.content().length()) == 1
        && end < rendered.length()
        && rendered.charAt(end) == MARK;
  }

  /** Special tokens in a sealed text. */
  static long count(String sealed) {
    return sealed.chars().filter(c -> c == SEAL).count();
  }

  /** The same tokenizer with the same ids, whose special tokens are written with the seal. */
  String sealedTokenizer() {
    Set<String> special = new HashSet<>();
    added.stream().filter(Added::special).map(Added::content).forEach(special::add);
    ObjectNode sealed = tokenizer.deepCopy();
    sealed.putNull("post_processor");
    for (JsonNode token : sealed.path("added_tokens")) {
      if (special.contains(token.path("content").asText())) {
        ((ObjectNode) token).put("content", SEAL + token.path("content").asText());
      }
    }
    ObjectNode model = (ObjectNode) sealed.path("model");
    if (special.contains(model.path("unk_token").asText())) {
      model.put("unk_token", SEAL + model.path("unk_token").asText());
    }
    sealVocabulary(model, special);
    if (model.path("merges").isArray()) {
      model.set("merges", ordinaryMerges((ArrayNode) model.path("merges"), special));
    }
    return sealed.toString();
  }

  private static void sealVocabulary(ObjectNode model, Set<String> special) {
    if (model.path("vocab") instanceof ArrayNode pieces) {
      for (JsonNode piece : pieces) {
        if (special.contains(piece.path(0).asText())) {
          ((ArrayNode) piece).set(0, TextNode.valueOf(SEAL + piece.path(0).asText()));
        }
      }
    } else if (model.path("vocab") instanceof ObjectNode vocab) {
      for (String token : special) {
        JsonNode id = vocab.remove(token);
        if (id != null) {
          vocab.set(SEAL + token, id);
        }
      }
    }
  }

  /** Merges without those that would put a special token together from ordinary ones. */
  private static ArrayNode ordinaryMerges(ArrayNode merges, Set<String> special) {
    ArrayNode kept = merges.arrayNode();
    for (JsonNode merge : merges) {
      String[] pair =
          merge.isArray()
              ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
              : merge.asText().split(" ", 2);
      boolean ordinary =
          pair.length == 2
              && !special.contains(pair[0])
              && !special.contains(pair[1])
              && !special.contains(pair[0] + pair[1]);
      if (ordinary) {
        kept.add(merge);
      }
    }
    return kept;
  }
}
