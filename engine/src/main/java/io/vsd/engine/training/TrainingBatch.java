package io.vsd.engine.training;

import io.vsd.engine.training.TrainingLayout.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a step, whole, and cut into pieces that are computed one after the other. A query
 * row sees its own text and nothing of the other queries, and the loss is a sum over predictions,
 * so gradients of pieces add up to that of the whole.
 *
 * @param whole every prediction of the batch
 * @param pieces the same predictions, each in one piece
 */
record TrainingBatch(TrainingLayout whole, List<Piece> pieces) {

  /**
   * Some predictions.
   *
   * @param rows index in the whole of each prediction of the layout
   */
  record Piece(TrainingLayout layout, int[] rows) {}

  /**
   * Cuts a batch.
   *
   * @param pieceRows query rows of a piece at most; a batch of no more stays in one piece
   * @throws IllegalArgumentException when nothing is to be predicted, or widths differ
   */
  static TrainingBatch of(
      List<TrainingSequence> sequences, int steps, int hiddenSize, int pieceRows) {
    List<Span> all = sequences.stream().map(Span::all).toList();
    TrainingLayout whole = new TrainingLayout(all, steps, hiddenSize);
    long queries = whole.spans().stream().mapToLong(Span::size).sum();
    if (queries <= pieceRows) {
      return new TrainingBatch(whole, List.of(piece(whole, whole, 0)));
    }
    List<Piece> pieces = new ArrayList<>();
    for (int b = 0; b < whole.spans().size(); b++) {
      Span span = whole.spans().get(b);
      for (int from = 0; from < span.size(); from += pieceRows) {
        int to = Math.min(span.size(), from + pieceRows);
        Span part = new Span(span.sequence(), from, to);
        pieces.add(piece(whole, new TrainingLayout(List.of(part), steps, hiddenSize), b));
      }
    }
    return new TrainingBatch(whole, List.copyOf(pieces));
  }

  /** A layout whose first text is text {@code first} of the whole. */
  private static Piece piece(TrainingLayout whole, TrainingLayout part, int first) {
    int[] rows = new int[part.predictions()];
    part.forEach(
        (index, b, a, step) ->
            rows[index] = whole.row(first + b, part.spans().get(b).from() + a, step));
    return new Piece(part, rows);
  }

  /** Answer tokens of the texts. */
  int answerTokens() {
    return whole.spans().stream().mapToInt(s -> s.sequence().answerTokens()).sum();
  }
}
