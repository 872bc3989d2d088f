package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.weights.RopeScaling;
import io.vsd.engine.weights.RotaryFrequencies;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RotaryTableTest {
  private static final RotaryFrequencies YARN =
      RotaryFrequencies.of(16, 10000, new RopeScaling.Yarn(8, 2048, 32, 1, 1.2, true));

  @Test
  void rowsAreTheSameWhateverWasAskedForBefore() {
    RotaryTable grown = new RotaryTable(YARN);
    for (int positions : new int[] {1, 256, 257, 300, 2000}) {
      RotaryTable.Rows rows = grown.upTo(positions);
      assertThat(rows.positions()).isGreaterThanOrEqualTo(positions);
      RotaryTable.Rows atOnce = new RotaryTable(YARN).upTo(rows.positions());
      assertThat(rows.cos()).isEqualTo(Arrays.copyOf(atOnce.cos(), rows.cos().length));
      assertThat(rows.sin()).isEqualTo(Arrays.copyOf(atOnce.sin(), rows.sin().length));
    }
    assertThat(grown.upTo(3)).isSameAs(grown.upTo(2000));
  }

  @Test
  void aPairTurnsByItsFrequencyTimesThePosition() {
    RotaryTable table = new RotaryTable(YARN);
    RotaryTable.Rows rows = table.upTo(100);
    for (int p : new int[] {0, 1, 63, 99}) {
      for (int i = 0; i < table.half(); i++) {
        float angle = p * YARN.radians()[i];
        assertThat(rows.cos()[p * 8 + i]).isEqualTo((float) StrictMath.cos(angle) * 1.2f);
        assertThat(rows.sin()[p * 8 + i]).isEqualTo((float) StrictMath.sin(angle) * 1.2f);
      }
    }
  }
}
