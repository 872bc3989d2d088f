package io.vsd.local.chat;

import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.Expert;
import io.vsd.proto.generation.v1.Token;
import io.vsd.proto.generation.v1.Tokens;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Prints tokens as they come: plain, or each in the colour of who guessed it. Without colour the
 * guessed ones of a round stand in brackets that begin with a letter.
 */
public final class TokenPainter {
  private final Terminal out;
  private final boolean showTree;
  private final boolean colour;

  /** Who a token comes from. */
  private enum Source {
    NETWORK(Expert.EXPERT_NETWORK, Style.GREEN, 'n', "the draft's network"),
    TABLE(Expert.EXPERT_TABLE, Style.CYAN, 't', "its table of n-grams"),
    LOOKUP(Expert.EXPERT_LOOKUP, Style.MAGENTA, 'l', "a look at the text so far"),
    TARGET(Expert.EXPERT_UNSPECIFIED, Style.YELLOW, ' ', "the target itself");

    private final Expert expert;
    private final Style style;
    private final char letter;
    private final String title;

    Source(Expert expert, Style style, char letter, String title) {
      this.expert = expert;
      this.style = style;
      this.letter = letter;
      this.title = title;
    }

    static Source of(Token token) {
      return Arrays.stream(values())
          .filter(source -> source.expert == token.getExpert())
          .findFirst()
          .orElse(TARGET);
    }
  }

  /** Colours only if {@code showTree}. */
  public TokenPainter(Terminal out, boolean showTree) {
    this.out = out;
    this.showTree = showTree;
    this.colour = !out.paint(Style.GREEN, "x").equals("x");
  }

  /** Prints one round's tokens. */
  public void print(Tokens round) {
    StringBuilder text = new StringBuilder();
    Source open = Source.TARGET;
    for (Token token : round.getTokensList()) {
      Source source = showTree ? Source.of(token) : Source.TARGET;
      if (showTree && !colour && source != open) {
        text.append(open == Source.TARGET ? "" : "]");
        text.append(source == Source.TARGET ? "" : "[" + source.letter + ":");
        open = source;
      }
      text.append(showTree ? out.paint(source.style, token.getText()) : token.getText());
    }
    if (open != Source.TARGET) {
      text.append(']');
    }
    out.text(text.toString());
  }

  /** One line that explains the colours. */
  public String legend() {
    return "tokens come from "
        + Arrays.stream(Source.values()).map(this::explained).collect(Collectors.joining(", "));
  }

  private String explained(Source source) {
    if (colour || source == Source.TARGET) {
      return out.paint(source.style, source.title);
    }
    return "[" + source.letter + ":" + source.title + "]";
  }
}
