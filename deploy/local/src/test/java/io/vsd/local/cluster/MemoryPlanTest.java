package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.memory.ModelSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  /** Half a billion parameters, a vocabulary of 151,936 and a width of 896. */
  private static final ModelSize HALF_BILLION =
      new ModelSize(494_000_000, 151_936, 896, 4864, 24, 256, true);

  private static final ModelSize SEVEN_BILLION =
      new ModelSize(7_600_000_000L, 152_064, 3584, 18_944, 28, 1024, false);

  private static final ClusterPlan PLAN =
      ClusterPlan.of(Path.of("/state"), "some/model", Optional.empty());

  @Test
  void theThreeServicesOfAModelOfHalfABillionFitTheirBudget() {
    MemoryPlan memory = MemoryPlan.of(PLAN, HALF_BILLION);
    long services =
        (1L << 20)
            * (memory.of(ServiceRole.VERIFIER).resident()
                + memory.of(ServiceRole.DRAFT).resident()
                + memory.of(ServiceRole.TRAINER).resident());

    assertThat(services).isLessThan(3 * HALF_BILLION.halfBytes() + 1_500_000_000L);
  }

  @Test
  void aLargerModelNeedsMoreAndMoreVerifiersToo() {
    long small = MemoryPlan.of(PLAN, HALF_BILLION).totalBytes();

    assertThat(MemoryPlan.of(PLAN, SEVEN_BILLION).totalBytes()).isGreaterThan(small);
    assertThat(MemoryPlan.of(PLAN.withVerifiers(2), HALF_BILLION).totalBytes())
        .isGreaterThan(small + HALF_BILLION.halfBytes());
    assertThat(MemoryPlan.of(PLAN.withoutLearning(), HALF_BILLION).totalBytes()).isLessThan(small);
  }

  @Test
  void tooLittleMemoryIsOneSentenceWithTheNumbersAndWhatToDo() {
    MemoryPlan memory = MemoryPlan.of(PLAN.withVerifiers(2), SEVEN_BILLION);

    assertThat(memory.shortage(OptionalLong.of(4_000_000_000L)))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("some/model needs about", "verifier 2 × ", "4.0 GB are available")
                    .contains("smaller model", "fewer --verifiers", "--no-learning")
                    .doesNotContain("\n"));
    assertThat(memory.shortage(OptionalLong.of(memory.totalBytes()))).isEmpty();
    assertThat(memory.shortage(OptionalLong.empty())).isEmpty();
  }

  @Test
  void aPersonsHeapWins() {
    ClusterPlan plan = PLAN.withHeaps(HeapChoice.bySize().with(ServiceRole.DRAFT, 77));

    assertThat(MemoryPlan.of(plan, HALF_BILLION).of(ServiceRole.DRAFT).heap()).isEqualTo(77);
  }
}
