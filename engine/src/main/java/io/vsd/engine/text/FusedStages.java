package io.vsd.engine.text;

import java.util.function.Consumer;

/**
 * Steps that come after a step which makes one text of all tokens: pieces are then parts of that
 * text, cut anywhere between two characters.
 */
final class FusedStages {
  private FusedStages() {}

  /**
   * Takes up to {@code start} copies of a character off the text's start, {@code stop} off its end.
   */
  static final class StripText implements PieceStage {
    private final int content;
    private final int stop;
    private int startLeft;
    private int held;

    StripText(int content, int start, int stop) {
      this.content = content;
      this.startLeft = start;
      this.stop = stop;
    }

    @Override
    public void piece(String piece, Consumer<String> out) {
      StringBuilder text = new StringBuilder();
      piece.codePoints().forEach(c -> character(c, text));
      out.accept(text.toString());
    }

    private void character(int c, StringBuilder text) {
      if (c != content) {
        startLeft = 0;
        release(held, text);
        text.appendCodePoint(c);
      } else if (startLeft > 0) {
        startLeft--;
      } else if (++held > stop) {
        release(1, text);
      }
    }

    private void release(int count, StringBuilder text) {
      text.repeat(content, count);
      held -= count;
    }
  }

  /**
   * Replaces every occurrence of a text, from the left, none overlapping another. Holds back what
   * may be the beginning of one.
   */
  static final class ReplaceText implements PieceStage {
    private final String pattern;
    private final String content;
    private String held = "";

    ReplaceText(String pattern, String content) {
      this.pattern = pattern;
      this.content = content;
    }

    @Override
    public void piece(String piece, Consumer<String> out) {
      String text = held + piece;
      StringBuilder done = new StringBuilder();
      int from = 0;
      for (int at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, from)) {
        done.append(text, from, at).append(content);
        from = at + pattern.length();
      }
      int keep = Math.max(from, text.length() - pattern.length() + 1);
      while (!pattern.startsWith(text.substring(keep))) {
        keep++;
      }
      held = text.substring(keep);
      out.accept(done.append(text, from, keep).toString());
    }

    @Override
    public void end(Consumer<String> out) {
      out.accept(held);
      held = "";
    }
  }
}
