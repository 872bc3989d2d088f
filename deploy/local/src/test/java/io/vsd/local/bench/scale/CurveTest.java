package io.vsd.local.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {
  @Test
  void theExponentOfAPowerLawIsFound() {
    for (double exponent : new double[] {0, 0.5, 1, 2}) {
      Curve curve =
          new Curve(
              IntStream.of(1, 2, 4, 8, 64)
                  .mapToObj(x -> new Curve.Point(x, 3 * Math.pow(x, exponent)))
                  .toList());
      assertThat(curve.exponent().orElseThrow()).isCloseTo(exponent, within(1e-12));
    }
  }

  @Test
  void whatWasNotMeasuredIsEmpty() {
    Curve curve = new Curve(List.of(new Curve.Point(1, 10)));
    assertThat(curve.exponent()).isEmpty();
    assertThat(curve.at(2)).isEmpty();
    assertThat(curve.ratio(2, 1)).isEmpty();
    assertThat(curve.ratio(1, 1)).hasValue(1);
  }
}
