package io.vsd.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KernelWarmUpTest {

  /** A fault in a kernel's call would end it early and say so. */
  @Test
  void endsForEveryFormAndWidthOfHead() {
    for (int headDim : new int[] {16, 64, 80, 128}) {
      CompletableFuture<Void> done =
          KernelWarmUp.begin(EnumSet.allOf(WeightForm.class), new KvLayout(2, 1, headDim));
      assertThat(done).succeedsWithin(Duration.ofSeconds(60));
    }
  }
}
