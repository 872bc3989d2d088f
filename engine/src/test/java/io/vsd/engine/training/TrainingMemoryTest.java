package io.vsd.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.pacing.Pacer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {

  private static final int WARM_UP = 60;
  private static final int STEPS = 200;
  private static final int STRETCHES = 4;
  private static final long ALLOWED_KIB = 24 * 1024;

  @Test
  void nativeMemoryIsFlatOverSteps() throws IOException, InterruptedException {
    List<TrainingSequence> batch =
        TrainingFixtures.batch(6, 31, new SamplingParameters(1.0, 1.0, 0, 3));
    try (DraftTrainer trainer =
        TrainingFixtures.trainer(TrainingFixtures.options(TrainingObjective.VSD))) {
      for (int i = 0; i < WARM_UP; i++) {
        trainer.step(batch, i, Pacer.UNPACED);
      }
      int arrays = trainer.nativeArrays();
      long smallest = Long.MAX_VALUE;
      // A leak grows every time, Java's heap only now and then.
      for (int stretch = 0; stretch < STRETCHES; stretch++) {
        long before = residentKib();
        for (int i = 0; i < STEPS; i++) {
          trainer.step(batch, i, Pacer.UNPACED);
        }
        smallest = Math.min(smallest, residentKib() - before);
      }

      assertThat(trainer.nativeArrays()).isEqualTo(arrays);
      assertThat(smallest).as("KiB grown").isLessThan(ALLOWED_KIB);
    }
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
