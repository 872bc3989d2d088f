package io.vsd.engine.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenLawTest {

  private static float[] logits(int vocab, long seed) {
    Random random = new Random(seed);
    float[] logits = new float[vocab];
    for (int v = 0; v < vocab; v++) {
      // Coarse, so that equal ones occur.
      logits[v] = Math.round(random.nextGaussian() * 24) / 8f;
    }
    return logits;
  }

  @Test
  void logProbabilitiesAreTheSoftmaxOfTheLogits() {
    for (int vocab : new int[] {1, 5, 1023, 1024, 2050}) {
      float[] logits = logits(vocab, vocab);
      TokenLaw law = TokenLaw.of(logits);
      double sum = 0;
      for (float logit : logits) {
        sum += StrictMath.exp(logit);
      }

      for (int v = 0; v < vocab; v++) {
        assertThat(law.logProb(v)).isCloseTo(logits[v] - StrictMath.log(sum), within(2e-9));
      }
    }
  }

  @Test
  void theLikeliestAreThoseOfAFullSort() {
    float[] logits = logits(700, 9);
    int[] sorted =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer v) -> -logits[v])
                    .thenComparingInt(Integer::intValue))
            .mapToInt(Integer::intValue)
            .toArray();
    TokenLaw law = TokenLaw.of(logits);

    for (int count : new int[] {1, 2, 32, 699, 700}) {
      assertThat(law.likeliest(count)).isEqualTo(java.util.Arrays.copyOf(sorted, count));
    }
  }

  @Test
  void impossibleTokensHaveNoProbability() {
    TokenLaw law = TokenLaw.of(new float[] {Float.NEGATIVE_INFINITY, 2, 2});

    assertThat(law.logProb(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(law.logProb(1)).isCloseTo(-Math.log(2), within(1e-12));
  }

  @Test
  void refusesWhatTheVocabularyDoesNotHold() {
    TokenLaw law = TokenLaw.of(new float[] {1, 2, 3});

    assertThatThrownBy(() -> law.logProb(3)).hasMessage("token id 3 is not within 0..2");
    assertThatThrownBy(() -> law.logProb(-1)).hasMessage("token id -1 is not within 0..2");
    assertThatThrownBy(() -> law.likeliest(0)).hasMessage("count is 0, not within 1..3");
    assertThatThrownBy(() -> law.likeliest(4)).hasMessage("count is 4, not within 1..3");
  }
}
