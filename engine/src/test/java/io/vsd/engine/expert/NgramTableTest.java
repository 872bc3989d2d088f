package io.vsd.engine.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NgramTableTest {
  private static final int VOCABULARY = 10;
  private static final NgramTable.Level PAIRS = level(new int[] {2, 5}, 0, 2, 3);

  /** Contexts of one token; the first is followed by 7 and 8, the other by 1. */
  private static NgramTable.Level level(int[] contexts, int... starts) {
    return new NgramTable.Level(
        contexts, starts, new int[] {9, 4}, new int[] {7, 8, 1}, new int[] {6, 2, 4});
  }

  private static void refused(NgramTable.Level first, String fault) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                NgramTable.of(
                    List.of(first, NgramTable.Level.NONE, NgramTable.Level.NONE), VOCABULARY))
        .withMessage("n-gram table, contexts of 1: " + fault);
  }

  @Test
  void refusesFaultyArraysByName() {
    refused(level(new int[] {2, 10}, 0, 2, 3), "token 10 is outside the vocabulary");
    refused(level(new int[] {2, -1}, 0, 2, 3), "token -1 is outside the vocabulary");
    refused(level(new int[] {5, 2}, 0, 2, 3), "context 1 is not behind the one before it");
    refused(level(new int[] {5, 5}, 0, 2, 3), "context 1 is not behind the one before it");
    refused(level(new int[] {2}, 0, 2, 3), "contexts and totals disagree");
    refused(level(new int[] {2, 5}, 0, 3), "starts and totals disagree");
    refused(level(new int[] {2, 5}, 1, 2, 3), "the first context does not start at 0");
    refused(level(new int[] {2, 5}, 0, 2, 2), "starts and tokens disagree");
    refused(level(new int[] {2, 5}, 0, 0, 3), "context 0 is empty");
    refused(
        changed(new int[] {9, 4}, new int[] {7, 8, 1}, new int[] {2, 6, 4}),
        "continuation 1 is out of order");
    refused(
        changed(new int[] {9, 4}, new int[] {8, 7, 1}, new int[] {3, 3, 4}),
        "continuation 1 is out of order");
    refused(
        changed(new int[] {7, 4}, new int[] {7, 8, 1}, new int[] {6, 2, 4}),
        "counts of context 0 exceed their total");
    refused(changed(new int[] {9, 4}, new int[] {7, 8, 1}, new int[] {6, 2, 0}), "a count is 0");
    refused(
        changed(
            new int[] {9, 4},
            new int[] {7, 8, 1},
            new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 4}),
        "counts of context 0 exceed their total");
    refused(
        changed(new int[] {9, 4}, new int[] {7, 8, 1}, new int[] {6, 2}),
        "tokens and counts disagree");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NgramTable.of(List.of(PAIRS), VOCABULARY))
        .withMessage("1 context lengths where 3 belong");
  }

  private static NgramTable.Level changed(int[] totals, int[] tokens, int[] counts) {
    return new NgramTable.Level(new int[] {2, 5}, new int[] {0, 2, 3}, totals, tokens, counts);
  }

  @Test
  void longerContextsBackOffToShorterOnes() {
    NgramTable.Level triples =
        new NgramTable.Level(
            new int[] {3, 2}, new int[] {0, 1}, new int[] {3}, new int[] {8}, new int[] {2});
    NgramTable table = NgramTable.of(List.of(PAIRS, triples, NgramTable.Level.NONE), VOCABULARY);
    TableExpert expert = new TableExpert(table);

    ExpertLaw shorter = expert.after(Texts.of(1, 2));
    assertThat(shorter.probability(7)).isCloseTo(6 / 10.5, within(1e-12));
    assertThat(shorter.probability(8)).isCloseTo(2 / 10.5, within(1e-12));
    assertThat(shorter.probability(1)).isZero();

    ExpertLaw longer = expert.after(Texts.of(3, 2));
    assertThat(longer.probability(8)).isCloseTo((2 + 1.5 * 2 / 10.5) / 4.5, within(1e-12));
    assertThat(longer.probability(7)).isCloseTo(1.5 * 6 / 10.5 / 4.5, within(1e-12));
    assertThat(longer.evidence()).isNotEqualTo(shorter.evidence()).isPositive();
    assertThat(expert.after(Texts.of(9)).evidence()).isZero();
  }
}
