package io.vsd.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
  private static List<Double> oneTo(int n) {
    List<Double> values =
        new java.util.ArrayList<>(IntStream.rangeClosed(1, n).mapToObj(i -> (double) i).toList());
    Collections.shuffle(values, new Random(1));
    return values;
  }

  /** Ranks from tables of the sign test. */
  @Test
  void hasTheRanksOfTheSignTest() {
    assertThat(MedianInterval.of(oneTo(5))).isEqualTo(new MedianInterval(3, 1, 5));
    assertThat(MedianInterval.of(oneTo(8))).isEqualTo(new MedianInterval(4.5, 1, 8));
    assertThat(MedianInterval.of(oneTo(9))).isEqualTo(new MedianInterval(5, 2, 8));
    assertThat(MedianInterval.of(oneTo(12))).isEqualTo(new MedianInterval(6.5, 3, 10));
    assertThat(MedianInterval.of(oneTo(20))).isEqualTo(new MedianInterval(10.5, 6, 15));
  }

  @Test
  void coversTheMedianAsOftenAsItSays() {
    Random random = new Random(7);
    int covered = 0;
    for (int trial = 0; trial < 4000; trial++) {
      MedianInterval interval =
          MedianInterval.of(random.doubles(12).map(x -> x * x * x).boxed().toList());
      covered += interval.low() <= 0.125 && 0.125 <= interval.high() ? 1 : 0;
    }
    // Exact: 1 - 2 (1 + 12 + 66) / 4096 = 0.961; four standard errors are 0.012.
    assertThat(covered / 4000.0).isBetween(0.949, 0.973);
  }
}
