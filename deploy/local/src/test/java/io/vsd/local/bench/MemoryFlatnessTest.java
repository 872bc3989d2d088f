package io.vsd.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryFlatnessTest {
  @Test
  void growthLeavesTheFirstQuarterOut() {
    assertThat(MemoryFlatness.growth(List.of(1.0, 5.0, 9.0, 5.0))).isZero();
    assertThat(MemoryFlatness.growth(List.of(1.0, 2.0, 10.0, 10.0, 11.0, 12.0, 20.0, 22.0)))
        .isEqualTo(11);
  }

  @Test
  void servesInProportionToTheSteps() {
    assertThat(MemoryFlatness.serves(0, 10_000, 0)).isTrue();
    assertThat(MemoryFlatness.serves(500, 10_000, 0)).isFalse();
    assertThat(MemoryFlatness.serves(500, 10_000, 10)).isTrue();
    assertThat(MemoryFlatness.serves(10_000, 10_000, 12_000)).isFalse();
  }

  @Test
  void readsItsOwnResidentMemory() throws Exception {
    assertThat(ResidentMemory.of(ProcessHandle.current().pid()).megabytes()).isGreaterThan(10);
  }
}
