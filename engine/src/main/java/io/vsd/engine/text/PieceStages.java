package io.vsd.engine.text;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Steps that see each token as a piece of its own. */
final class PieceStages {
  private PieceStages() {}

  /** Changes each piece by itself. */
  record EachPiece(UnaryOperator<String> change) implements PieceStage {
    @Override
    public void piece(String piece, Consumer<String> out) {
      out.accept(change.apply(piece));
    }
  }

  /** Changes the first piece in one way and all others in another. */
  static final class FirstApart implements PieceStage {
    private final UnaryOperator<String> first;
    private final UnaryOperator<String> others;
    private boolean begun;

    FirstApart(UnaryOperator<String> first, UnaryOperator<String> others) {
      this.first = first;
      this.others = others;
    }

    @Override
    public void piece(String piece, Consumer<String> out) {
      out.accept((begun ? others : first).apply(piece));
      begun = true;
    }
  }

  /** Vocabularies with a mark at a word's end: it becomes a space, except in the last piece. */
  static final class WordEnds implements PieceStage {
    private final String suffix;
    private boolean holds;
    private String held = "";

    WordEnds(String suffix) {
      this.suffix = suffix;
    }

    @Override
    public void piece(String piece, Consumer<String> out) {
      if (holds) {
        out.accept(held.replace(suffix, " "));
      }
      held = piece;
      holds = true;
    }

    @Override
    public void end(Consumer<String> out) {
      if (holds) {
        out.accept(held.replace(suffix, ""));
      }
    }
  }

  /** Connectionist temporal classification: a repeated piece counts once, padding not at all. */
  static final class Distinct implements PieceStage {
    private final UnaryOperator<String> change;
    private boolean begun;
    private String last = "";

    Distinct(UnaryOperator<String> change) {
      this.change = change;
    }

    @Override
    public void piece(String piece, Consumer<String> out) {
      if (begun && piece.equals(last)) {
        return;
      }
      begun = true;
      last = piece;
      String changed = change.apply(piece);
      if (!changed.isEmpty()) {
        out.accept(changed);
      }
    }
  }

  /** Without a decoder, tokens stand in a row with spaces between. */
  static final class SpacesBetween implements PieceStage {
    private boolean begun;

    @Override
    public void piece(String piece, Consumer<String> out) {
      out.accept(begun ? " " + piece : piece);
      begun = true;
    }
  }
}
