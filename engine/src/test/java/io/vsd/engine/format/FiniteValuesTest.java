package io.vsd.engine.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteValuesTest {

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void theFirstValueThatIsNoNumberIsFoundWhereverItIs(float bad) {
    for (int at : new int[] {0, 1, 7, 500, 1002}) {
      float[] values = new float[1003];
      values[at] = bad;
      values[1002] = bad;
      assertThat(FiniteValues.firstNonFinite(values)).isEqualTo(at);
      assertThat(FiniteValues.firstNonFinite(FloatBuffer.wrap(values))).isEqualTo(at);
    }
  }

  @Test
  void theLargestAndSmallestNumbersAreNumbers() {
    float[] values = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f};
    assertThat(FiniteValues.firstNonFinite(values)).isEqualTo(-1);
    assertThat(FiniteValues.firstNonFinite(FloatBuffer.wrap(values))).isEqualTo(-1);
    assertThat(FiniteValues.firstNonFinite(new float[0])).isEqualTo(-1);
  }
}
