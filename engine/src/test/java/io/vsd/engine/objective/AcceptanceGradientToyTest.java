package io.vsd.engine.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AcceptanceGradientToyTest {
  private static final double STEP = 1e-5;

  @Test
  void raoBlackwellGradientIsTheExactGradientOfAcceptedTokens() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[][] logits = Toy.laws(random);
      int continuation = random.nextInt(Toy.PATHS);
      double[][] gradient =
          gradient(
              logits, continuation, AcceptanceOmegas.raoBlackwell(along(logits, continuation)));
      for (int row = 0; row < logits.length; row++) {
        for (int v = 0; v < Toy.VOCABULARY; v++) {
          double kept = logits[row][v];
          logits[row][v] = kept + STEP;
          double up = expectedAccepted(logits, continuation);
          logits[row][v] = kept - STEP;
          double down = expectedAccepted(logits, continuation);
          logits[row][v] = kept;
          assertThat(gradient[row][v])
              .as("seed %d row %d token %d", seed, row, v)
              .isCloseTo((up - down) / (2 * STEP), within(1e-8));
        }
      }
    }
  }

  @Test
  void monteCarloGradientIsUnbiased() {
    Random random = new Random(11);
    double[][] logits = Toy.laws(random);
    double[][] laws = laws(logits);
    // The continuation that the draft likes best, so that there is something to estimate.
    int continuation = 0;
    for (int z = 0; z < Toy.PATHS; z++) {
      double[] probs = Toy.pathProbs(laws);
      continuation = probs[z] > probs[continuation] ? z : continuation;
    }
    double[] exact = AcceptanceOmegas.raoBlackwell(along(logits, continuation));
    int seeds = 4_000;
    double[][][] estimates = new double[seeds][][];
    for (int seed = 0; seed < seeds; seed++) {
      int[] accepted = new int[16];
      for (int s = 0; s < accepted.length; s++) {
        accepted[s] = Toy.agreement(Toy.draw(laws, random), continuation);
      }
      double[] omegas = AcceptanceOmegas.sampled(accepted, Toy.DEPTH);
      estimates[seed] = gradient(logits, continuation, omegas);
    }
    double[][] wanted = gradient(logits, continuation, exact);
    for (int row = 0; row < wanted.length; row++) {
      for (int v = 0; v < Toy.VOCABULARY; v++) {
        double sum = 0;
        double squares = 0;
        for (double[][] estimate : estimates) {
          sum += estimate[row][v];
          squares += estimate[row][v] * estimate[row][v];
        }
        double mean = sum / seeds;
        double error = Math.sqrt(Math.max(0, squares / seeds - mean * mean) / seeds);
        assertThat(mean)
            .as("row %d token %d", row, v)
            .isCloseTo(wanted[row][v], within(4 * error + 1e-12));
      }
    }
  }

  @Test
  void depthOneIsThePlainProbability() {
    assertThat(AcceptanceOmegas.raoBlackwell(new double[] {Math.log(0.25)})[0])
        .isCloseTo(0.25, within(1e-15));
  }

  private static double[][] laws(double[][] logits) {
    double[][] laws = new double[logits.length][];
    for (int row = 0; row < laws.length; row++) {
      laws[row] = Toy.softmax(logits[row].clone());
    }
    return laws;
  }

  private static double[] along(double[][] logits, int path) {
    double[][] laws = laws(logits);
    double[] along = new double[Toy.DEPTH];
    for (int t = 0; t < Toy.DEPTH; t++) {
      along[t] = Math.log(laws[Toy.context(path, t)][Toy.token(path, t)]);
    }
    return along;
  }

  private static double expectedAccepted(double[][] logits, int continuation) {
    double[] draft = Toy.pathProbs(laws(logits));
    double sum = 0;
    for (int z = 0; z < Toy.PATHS; z++) {
      sum += draft[z] * Toy.agreement(z, continuation);
    }
    return sum;
  }

  /** Gradient of Σ_t ω_t log q(y_t) in the logits. */
  private static double[][] gradient(double[][] logits, int continuation, double[] omegas) {
    double[][] laws = laws(logits);
    double[][] gradient = new double[logits.length][Toy.VOCABULARY];
    for (int t = 0; t < Toy.DEPTH; t++) {
      int row = Toy.context(continuation, t);
      for (int v = 0; v < Toy.VOCABULARY; v++) {
        double hit = v == Toy.token(continuation, t) ? 1 : 0;
        gradient[row][v] += omegas[t] * (hit - laws[row][v]);
      }
    }
    return gradient;
  }
}
