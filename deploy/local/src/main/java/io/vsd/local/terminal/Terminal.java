package io.vsd.local.terminal;

import java.io.PrintStream;

/** Standard output with or without colour and redrawing. Single writer: one command owns it. */
public final class Terminal {
  private final PrintStream out;
  private final boolean interactive;
  private final boolean colour;
  private boolean lineOpen;

  /**
   * @param out where text goes
   * @param interactive whether a line may be redrawn in place
   * @param colour whether escape sequences for colour are welcome
   */
  public Terminal(PrintStream out, boolean interactive, boolean colour) {
    this.out = out;
    this.interactive = interactive;
    this.colour = colour;
  }

  /** Whether a person watches: lines may be redrawn. */
  public boolean interactive() {
    return interactive;
  }

  /** Ends an open status line, then prints one line. */
  public void line(String text) {
    clearStatus();
    out.println(text);
    out.flush();
  }

  /** Prints an empty line. */
  public void gap() {
    line("");
  }

  /** Prints without a line end and shows it at once. */
  public void text(String text) {
    clearStatus();
    out.print(text);
    out.flush();
  }

  /** Redraws one status line in place; a pipe sees nothing. */
  public void status(String text) {
    if (interactive) {
      String cut = text.length() > 110 ? text.substring(0, 109) + "…" : text;
      out.print("\r\u001b[K" + cut);
      out.flush();
      lineOpen = true;
    }
  }

  /** Removes the status line. */
  public void clearStatus() {
    if (lineOpen) {
      out.print("\r\u001b[K");
      out.flush();
      lineOpen = false;
    }
  }

  /** A section's title. */
  public void heading(String text) {
    gap();
    line(paint(Style.BOLD, text));
  }

  /** The text in a style, or as it is where colour is unwelcome. */
  public String paint(Style style, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + style.code() + "m" + text + "\u001b[0m" : text;
  }
}
