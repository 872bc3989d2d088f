package io.vsd.engine.text;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Prompts in which special tokens that people write are text: {@code <|im_end|>} in a message ends
 * nothing. Tokens that the chat template writes stay special. Added tokens that are not special
 * ({@code <tool_call>}) are recognised anywhere, as transformers does with {@code
 * split_special_tokens}. Thread-safe until it is closed.
 */
public final class LiteralPrompts implements AutoCloseable {
  private final SpecialTokenSeal seal;
  private final TextTokenizer sealed;

  private LiteralPrompts(SpecialTokenSeal seal, TextTokenizer sealed) {
    this.seal = seal;
    this.sealed = sealed;
  }

  /**
   * For the tokenizer with this {@code tokenizer.json}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static LiteralPrompts ofJson(String tokenizerJson) {
    SpecialTokenSeal seal = new SpecialTokenSeal(tokenizerJson);
    return new LiteralPrompts(seal, TextTokenizer.ofJson(seal.sealedTokenizer()));
  }

  /**
   * Token ids of a person's text; none is special.
   *
   * @throws IllegalArgumentException if it carries one of the two reserved characters
   */
  public int[] encode(String text) {
    refuseReserved(text);
    return sealed.encode(text);
  }

  /**
   * A rendered conversation for {@link #encodeRendered}.
   *
   * @throws IllegalArgumentException if a turn carries one of the two reserved characters, or if
   *     the template joins parts of the turns into a special token, or refuses them
   */
  public String render(ChatTemplate template, List<ChatTurn> turns, boolean addGenerationPrompt) {
    turns.forEach(turn -> refuseReserved(turn.content()));
    String rendered = seal.seal(template.render(marked(turns, seal::mark), addGenerationPrompt));
    // Nothing of these turns can be part of a special token: all that are left are the template's.
    List<ChatTurn> inert = marked(turns, SpecialTokenSeal::markAll);
    String own = seal.seal(template.render(inert, addGenerationPrompt));
    if (SpecialTokenSeal.count(rendered) > SpecialTokenSeal.count(own)) {
      throw new IllegalArgumentException(
          "the chat template would join parts of the messages into a special token");
    }
    return rendered;
  }

  /** Token ids of what {@link #render} gave. */
  public int[] encodeRendered(String rendered) {
    return sealed.encode(rendered);
  }

  private static List<ChatTurn> marked(List<ChatTurn> turns, UnaryOperator<String> mark) {
    return turns.stream()
        .map(turn -> new ChatTurn(turn.role(), mark.apply(turn.content())))
        .toList();
  }

  private static void refuseReserved(String text) {
    if (text.indexOf(SpecialTokenSeal.MARK) >= 0 || text.indexOf(SpecialTokenSeal.SEAL) >= 0) {
      throw new IllegalArgumentException(
          "the noncharacters U+FDD0 and U+FDD1 are reserved while special tokens are taken as text");
    }
  }

  @Override
  public void close() {
    sealed.close();
  }
}
