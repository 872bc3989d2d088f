package io.vsd.engine.training;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A batch as the program wants it: padded arrays of rows and, for every unrolled step, the list of
 * predictions that it makes. Row i predicts position i+2, at unrolled step j position i+2+j; only
 * rows whose predictions lie in the answer are queried.
 */
final class TrainingLayout {

  private final List<TrainingSequence> sequences;
  private final int steps;
  private final int rows;
  private final int queries;
  private final int featureBytes;
  private final int[] stepRows;

  /**
   * @throws IllegalArgumentException when nothing is to be predicted, or widths differ
   */
  TrainingLayout(List<TrainingSequence> batch, int steps, int hiddenSize) {
    this.sequences = batch.stream().filter(s -> s.predictions() > 0).toList();
    this.steps = steps;
    this.featureBytes = 6 * hiddenSize;
    int n = 0;
    int a = 0;
    for (TrainingSequence s : sequences) {
      if (s.features().length != (long) s.tokens().length * featureBytes) {
        throw new IllegalArgumentException(
            "%d feature bytes for %d tokens of width 3 x %d"
                .formatted(s.features().length, s.tokens().length, hiddenSize));
      }
      n = Math.max(n, s.tokens().length - 2);
      a = Math.max(a, s.predictions());
    }
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("no sequence of the batch has two answer tokens");
    }
    this.rows = n;
    this.queries = a;
    this.stepRows = countRows();
  }

  private int[] countRows() {
    int[] counts = new int[steps];
    for (TrainingSequence s : sequences) {
      for (int j = 0; j < steps; j++) {
        counts[j] += Math.max(0, s.predictions() - j);
      }
    }
    return counts;
  }

  List<TrainingSequence> sequences() {
    return sequences;
  }

  int steps() {
    return steps;
  }

  /** N, padded key rows of a sequence. */
  int rows() {
    return rows;
  }

  /** A, padded query rows of a sequence. */
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

  int answerTokens() {
    return sequences.stream().mapToInt(TrainingSequence::answerTokens).sum();
  }

  /** Writes fp16 little-endian [B, N, 3H]; rows past a sequence's end are zero. */
  void writeFeatures(ByteBuffer out) {
    byte[] padding = new byte[rows * featureBytes];
    for (int b = 0; b < sequences.size(); b++) {
      TrainingSequence s = sequences.get(b);
      int used = (s.tokens().length - 2) * featureBytes;
      out.put(s.features(), 0, used).put(padding, 0, padding.length - used);
    }
  }

  /** [B, N] the token after each row's position. */
  long[] nextTokens() {
    long[] out = new long[sequences.size() * rows];
    for (int b = 0; b < sequences.size(); b++) {
      int[] tokens = sequences.get(b).tokens();
      for (int i = 0; i < tokens.length - 2; i++) {
        out[b * rows + i] = tokens[i + 1];
      }
    }
    return out;
  }

  /** [B, A] row of each query. */
  long[] queryRows() {
    long[] out = new long[sequences.size() * queries];
    for (int b = 0; b < sequences.size(); b++) {
      TrainingSequence s = sequences.get(b);
      for (int a = 0; a < s.predictions(); a++) {
        out[b * queries + a] = s.firstAnswerPosition() - 1L + a;
      }
    }
    return out;
  }

  /** [D, B, A] the token that each query reads at each unrolled step. */
  long[] queryTokens() {
    int width = sequences.size() * queries;
    long[] out = new long[steps * width];
    for (int j = 0; j < steps; j++) {
      for (int b = 0; b < sequences.size(); b++) {
        TrainingSequence s = sequences.get(b);
        for (int a = 0; a + j < s.predictions(); a++) {
          out[j * width + b * queries + a] = s.tokens()[s.firstAnswerPosition() + a + j];
        }
      }
    }
    return out;
  }

  /** [R] index into B*A of each prediction, in {@link #forEach}'s order. */
  long[] lossRows() {
    long[] out = new long[predictions()];
    forEach((index, b, a, step) -> out[index] = (long) b * queries + a);
    return out;
  }

  /** Visits predictions step by step, then sequence by sequence, then row by row. */
  void forEach(PredictionVisitor visitor) {
    int index = 0;
    for (int j = 0; j < steps; j++) {
      for (int b = 0; b < sequences.size(); b++) {
        for (int a = 0; a + j < sequences.get(b).predictions(); a++) {
          visitor.visit(index++, b, a, j);
        }
      }
    }
  }

  /** Position in the sequence that query row a predicts at a step. */
  int position(int sequence, int a, int step) {
    return sequences.get(sequence).firstAnswerPosition() + 1 + a + step;
  }

  /** A number of its own for each query row. */
  int contextIndex(int sequence, int a) {
    return sequence * queries + a;
  }

  /** B*A, the bound of {@link #contextIndex}. */
  int contexts() {
    return sequences.size() * queries;
  }

  /** Told of each prediction. */
  interface PredictionVisitor {
    /**
     * @param index of the prediction, 0..R-1
     * @param sequence of the batch
     * @param a query row
     * @param step unrolled step
     */
    void visit(int index, int sequence, int a, int step);
  }
}
