package io.vsd.engine.objective;

import java.util.Arrays;
import java.util.Random;

/** An enumerable world: vocabulary 5, depth 3, so 125 paths and 31 contexts, with tabular laws. */
final class Toy {
  static final int VOCABULARY = 5;
  static final int DEPTH = 3;
  static final int PATHS = 125;

  private Toy() {}

  /** Token of a path at a depth; paths are numbers in base 5. */
  static int token(int path, int depth) {
    return path / power(DEPTH - 1 - depth) % VOCABULARY;
  }

  /** Row of the context in which a path's token at a depth is drawn, 0..30. */
  static int context(int path, int depth) {
    int offset = 0;
    for (int d = 0; d < depth; d++) {
      offset += power(d);
    }
    return offset + path / power(DEPTH - depth);
  }

  private static int power(int exponent) {
    int value = 1;
    for (int i = 0; i < exponent; i++) {
      value *= VOCABULARY;
    }
    return value;
  }

  /** A random law for each context, [31, 5]. */
  static double[][] laws(Random random) {
    double[][] laws = new double[31][VOCABULARY];
    for (double[] law : laws) {
      for (int v = 0; v < VOCABULARY; v++) {
        law[v] = random.nextGaussian();
      }
      softmax(law);
    }
    return laws;
  }

  static double[] softmax(double[] logits) {
    double total = 0;
    for (int v = 0; v < logits.length; v++) {
      logits[v] = Math.exp(logits[v]);
      total += logits[v];
    }
    for (int v = 0; v < logits.length; v++) {
      logits[v] /= total;
    }
    return logits;
  }

  /** Probability of every path, [125]. */
  static double[] pathProbs(double[][] laws) {
    double[] probs = new double[PATHS];
    for (int z = 0; z < PATHS; z++) {
      probs[z] = 1;
      for (int t = 0; t < DEPTH; t++) {
        probs[z] *= laws[context(z, t)][token(z, t)];
      }
    }
    return probs;
  }

  static double[] log(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  /** Acceptance of every path's tokens, [125, 3]: any function of the prefix will do. */
  static double[][] acceptance(Random random) {
    double[][] byContext = new double[31][VOCABULARY];
    for (double[] row : byContext) {
      Arrays.setAll(row, v -> 0.05 + 0.9 * random.nextDouble());
    }
    double[][] acceptance = new double[PATHS][DEPTH];
    for (int z = 0; z < PATHS; z++) {
      for (int t = 0; t < DEPTH; t++) {
        acceptance[z][t] = byContext[context(z, t)][token(z, t)];
      }
    }
    return acceptance;
  }

  static double[] logSurvival(double[][] acceptance) {
    return Arrays.stream(acceptance)
        .mapToDouble(a -> Math.log(PathPosterior.survival(a)[DEPTH - 1]))
        .toArray();
  }

  /** Leading tokens that two paths share. */
  static int agreement(int a, int b) {
    int t = 0;
    while (t < DEPTH && token(a, t) == token(b, t)) {
      t++;
    }
    return t;
  }

  static int draw(double[][] laws, Random random) {
    int path = 0;
    int context = 0;
    int width = 1;
    int row = 0;
    for (int t = 0; t < DEPTH; t++) {
      double u = random.nextDouble();
      int v = 0;
      while (v < VOCABULARY - 1 && (u -= laws[context + row][v]) >= 0) {
        v++;
      }
      path = path * VOCABULARY + v;
      context += width;
      width *= VOCABULARY;
      row = path;
    }
    return path;
  }
}
