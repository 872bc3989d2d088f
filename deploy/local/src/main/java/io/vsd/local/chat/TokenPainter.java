package io.vsd.local.chat;

import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.Token;
import io.vsd.proto.generation.v1.Tokens;

/**
 * Prints tokens as they come: plain, or with the accepted ones green and those the target chose
 * itself yellow. Without colour the accepted ones of a round stand in brackets.
 */
public final class TokenPainter {
  private final Terminal out;
  private final boolean showTree;
  private final boolean colour;

  /** Colours only if {@code showTree}. */
  public TokenPainter(Terminal out, boolean showTree) {
    this.out = out;
    this.showTree = showTree;
    this.colour = !out.paint(Style.GREEN, "x").equals("x");
  }

  /** Prints one round's tokens. */
  public void print(Tokens round) {
    StringBuilder text = new StringBuilder();
    boolean open = false;
    for (Token token : round.getTokensList()) {
      boolean accepted = token.getAcceptedDepth() > 0;
      if (showTree && !colour && accepted != open) {
        text.append(accepted ? "[" : "]");
        open = accepted;
      }
      text.append(
          showTree
              ? out.paint(accepted ? Style.GREEN : Style.YELLOW, token.getText())
              : token.getText());
    }
    if (open) {
      text.append(']');
    }
    out.text(text.toString());
  }

  /** One line that explains the colours. */
  public String legend() {
    return colour
        ? out.paint(Style.GREEN, "guessed by the draft and accepted")
            + ", "
            + out.paint(Style.YELLOW, "chosen by the target itself")
        : "[guessed by the draft and accepted], the rest chosen by the target itself";
  }
}
