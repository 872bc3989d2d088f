package io.vsd.engine.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenChooserTest {
  @Test
  void agreesWithASlowReferenceOnEveryFilter() {
    double[] temperatures = {1e-300, 0.01, 0.7, 1, 1.7, 10};
    double[] topPs = {0.05, 0.3, 0.9, 0.999, 1};
    int[] topKs = {0, 1, 2, 5, 30, 1000};
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      float[] logits = randomLogits(random, 1 + random.nextInt(100));
      for (double temperature : temperatures) {
        for (double topP : topPs) {
          for (int topK : topKs) {
            SamplingParameters p = new SamplingParameters(temperature, topP, topK, seed);
            int expected = slowChoice(logits, p, seed);
            assertThat(new TokenChooser(p).choose(logits, seed))
                .as("seed %d %s", seed, p)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Random logits with ties, impossible tokens and signed zeros. */
  private static float[] randomLogits(Random random, int size) {
    float[] logits = new float[size];
    double scale = random.nextInt(8);
    for (int i = 0; i < size; i++) {
      int kind = random.nextInt(10);
      logits[i] =
          switch (kind) {
            case 0 -> Float.NEGATIVE_INFINITY;
            case 1, 2 -> Math.round(random.nextGaussian() * scale);
            case 3 -> -0.0f;
            default -> (float) (random.nextGaussian() * scale);
          };
    }
    logits[random.nextInt(size)] = 1;
    return logits;
  }

  private static int slowChoice(float[] logits, SamplingParameters p, long position) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
    order.sort(
        Comparator.comparingDouble((Integer i) -> -(logits[i] + 0.0)).thenComparingInt(i -> i));
    double top = logits[order.getFirst()];
    if (p.topK() > 0 && p.topK() < order.size()) {
      order = order.subList(0, p.topK());
    }
    List<Integer> kept = new ArrayList<>();
    double total = 0;
    for (int v = 0; v < logits.length; v++) {
      if (order.contains(v)) {
        total += StrictMath.exp((logits[v] - top) / p.temperature());
      }
    }
    for (int rank = 0; rank < order.size(); rank++) {
      List<Integer> before = order.subList(0, rank).stream().sorted().toList();
      double mass = 0;
      for (int v : before) {
        mass += StrictMath.exp((logits[v] - top) / p.temperature());
      }
      if (p.topP() >= 1 || mass < p.topP() * total) {
        kept.add(order.get(rank));
      }
    }
    int winner = -1;
    double best = Double.NEGATIVE_INFINITY;
    for (int v : kept.stream().sorted().toList()) {
      double score =
          (logits[v] - top) / p.temperature() + GumbelNoise.gumbel(p.seed(), position, v);
      if (score > best) {
        best = score;
        winner = v;
      }
    }
    return winner;
  }

  @Test
  void greedyTakesTheLowestIdAmongEquals() {
    TokenChooser chooser = new TokenChooser(SamplingParameters.greedy());
    assertThat(chooser.choose(new float[] {1, 3, 2, 3}, 0)).isEqualTo(1);
    assertThat(chooser.choose(new float[] {-0.0f, 0.0f}, 0)).isZero();
  }

  @Test
  void drawsFromTheTemperedLaw() {
    float[] logits = {0, 1, 2, -1, 0.5f, Float.NEGATIVE_INFINITY};
    double temperature = 0.7;
    double[] law = law(logits, temperature);
    int n = 200_000;
    double[] counts = new double[logits.length];
    for (int i = 0; i < n; i++) {
      SamplingParameters p = new SamplingParameters(temperature, 1, 0, i / 100);
      counts[new TokenChooser(p).choose(logits, i % 100)]++;
    }
    for (int v = 0; v < law.length; v++) {
      double sigma = Math.sqrt(law[v] * (1 - law[v]) / n);
      assertThat(counts[v] / n).isCloseTo(law[v], within(4 * sigma + 1e-12));
    }
  }

  private static double[] law(float[] logits, double temperature) {
    double[] law = new double[logits.length];
    double total = 0;
    for (int v = 0; v < law.length; v++) {
      law[v] = Math.exp(logits[v] / temperature);
      total += law[v];
    }
    for (int v = 0; v < law.length; v++) {
      law[v] /= total;
    }
    return law;
  }

  @Test
  void refusesLogitsThatAreNotNumbers() {
    TokenChooser chooser = new TokenChooser(new SamplingParameters(1, 1, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chooser.choose(new float[] {1, Float.NaN}, 0))
        .withMessageContaining("token 1 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chooser.choose(new float[] {Float.POSITIVE_INFINITY}, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chooser.choose(new float[] {Float.NEGATIVE_INFINITY}, 0));
  }

  @Test
  void refusesParametersOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SamplingParameters(-0.1, 1, 0, 0))
        .withMessageContaining("temperature");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SamplingParameters(Double.NaN, 1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SamplingParameters(11, 1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SamplingParameters(1, 1.1, 0, 0))
        .withMessageContaining("top_p");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SamplingParameters(1, 1, -1, 0))
        .withMessageContaining("top_k");
    assertThat(new SamplingParameters(1, 0, 0, 0).topP()).isEqualTo(1);
  }
}
