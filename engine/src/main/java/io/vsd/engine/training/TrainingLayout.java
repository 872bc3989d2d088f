package io.vsd.engine.training;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Rows of some texts as the program wants them: padded arrays and, for every unrolled step, the
 * list of predictions that it makes. Row i predicts position i+2, at unrolled step j position
 * i+2+j; only rows whose predictions lie in the answer are queried, and of these only a span.
 */
final class TrainingLayout {

  /**
   * Query rows of one text.
   *
   * @param from first of them, 0 being that of the second answer token
   * @param to the one after the last, at most {@link TrainingSequence#predictions}
   */
  record Span(TrainingSequence sequence, int from, int to) {
    static Span all(TrainingSequence sequence) {
      return new Span(sequence, 0, sequence.predictions());
    }

    int size() {
      return to - from;
    }

    /** How many of its rows predict at an unrolled step: the last ones run out of text. */
    int predictions(int step) {
      return Math.max(0, Math.min(to, sequence.predictions() - step) - from);
    }

    /** Rows that give the queried ones their keys: all up to the last of them. */
    int keyRows() {
      return sequence.firstAnswerPosition() - 1 + to;
    }
  }

  private final List<Span> spans;
  private final int steps;
  private final int rows;
  private final int queries;
  private final int featureBytes;
  private final int[] stepRows;
  private final int[][] firstRow;

  /**
   * @throws IllegalArgumentException when nothing is to be predicted, or widths differ
   */
  TrainingLayout(List<Span> some, int steps, int hiddenSize) {
    this.spans = some.stream().filter(s -> s.size() > 0).toList();
    this.steps = steps;
    this.featureBytes = 6 * hiddenSize;
    int n = 0;
    int a = 0;
    for (Span span : spans) {
      TrainingSequence s = span.sequence();
      if (s.features().length != (long) s.tokens().length * featureBytes) {
        throw new IllegalArgumentException(
            "%d feature bytes for %d tokens of width 3 x %d"
                .formatted(s.features().length, s.tokens().length, hiddenSize));
      }
      n = Math.max(n, span.keyRows());
      a = Math.max(a, span.size());
    }
    if (spans.isEmpty()) {
      throw new IllegalArgumentException("no sequence of the batch has two answer tokens");
    }
    this.rows = n;
    this.queries = a;
    this.stepRows = new int[steps];
    this.firstRow = new int[steps][spans.size()];
    countRows();
  }

  private void countRows() {
    int index = 0;
    for (int j = 0; j < steps; j++) {
      int before = index;
      for (int b = 0; b < spans.size(); b++) {
        firstRow[j][b] = index;
        index += spans.get(b).predictions(j);
      }
      stepRows[j] = index - before;
    }
  }

  List<Span> spans() {
    return spans;
  }

  TrainingSequence sequence(int b) {
    return spans.get(b).sequence();
  }

  int steps() {
    return steps;
  }

  /** N, padded key rows of a text. */
  int rows() {
    return rows;
  }

  /** A, padded query rows of a text. */
  int queries() {
    return queries;
  }

  /** [D] predictions at each unrolled step. */
  int[] stepRows() {
    return stepRows.clone();
  }

  /** R, predictions in all. */
  int predictions() {
    int sum = 0;
    for (int r : stepRows) {
      sum += r;
    }
    return sum;
  }

  /** Writes fp16 little-endian [B, N, 3H]; rows past a text's last key row are zero. */
  void writeFeatures(ByteBuffer out) {
    byte[] padding = new byte[rows * featureBytes];
    for (Span span : spans) {
      int used = span.keyRows() * featureBytes;
      out.put(span.sequence().features(), 0, used).put(padding, 0, padding.length - used);
    }
  }

  /** [B, N] the token after each row's position. */
  long[] nextTokens() {
    long[] out = new long[spans.size() * rows];
    for (int b = 0; b < spans.size(); b++) {
      int[] tokens = sequence(b).tokens();
      for (int i = 0; i < spans.get(b).keyRows(); i++) {
        out[b * rows + i] = tokens[i + 1];
      }
    }
    return out;
  }

  /** [B, A] row of each query. */
  long[] queryRows() {
    long[] out = new long[spans.size() * queries];
    for (int b = 0; b < spans.size(); b++) {
      for (int a = 0; a < spans.get(b).size(); a++) {
        out[b * queries + a] = position(b, a, 0) - 2L;
      }
    }
    return out;
  }

  /** [D, B, A] the token that each query reads at each unrolled step. */
  long[] queryTokens() {
    int width = spans.size() * queries;
    long[] out = new long[steps * width];
    forEach(
        (index, b, a, step) ->
            out[step * width + b * queries + a] = sequence(b).tokens()[position(b, a, step) - 1]);
    return out;
  }

  /** [R] index into B*A of each prediction, in {@link #forEach}'s order. */
  long[] lossRows() {
    long[] out = new long[predictions()];
    forEach((index, b, a, step) -> out[index] = (long) b * queries + a);
    return out;
  }

  /** Visits predictions step by step, then text by text, then row by row. */
  void forEach(PredictionVisitor visitor) {
    for (int j = 0; j < steps; j++) {
      for (int b = 0; b < spans.size(); b++) {
        for (int a = 0; a < spans.get(b).predictions(j); a++) {
          visitor.visit(row(b, a, j), b, a, j);
        }
      }
    }
  }

  /** Index of a prediction, 0..R-1. */
  int row(int b, int a, int step) {
    return firstRow[step][b] + a;
  }

  /** Position in the text that query row a of its span predicts at a step. */
  int position(int b, int a, int step) {
    return sequence(b).firstAnswerPosition() + 1 + spans.get(b).from() + a + step;
  }

  /** Told of each prediction. */
  interface PredictionVisitor {
    /**
     * @param index of the prediction, 0..R-1
     * @param b text
     * @param a query row of its span
     * @param step unrolled step
     */
    void visit(int index, int b, int a, int step);
  }
}
