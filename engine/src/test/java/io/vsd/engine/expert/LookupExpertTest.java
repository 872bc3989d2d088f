package io.vsd.engine.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LookupExpertTest {

  @Test
  void expectsWhatFollowedTheLongestMatches() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      // Few tokens repeat themselves; few occurrences keep within the expert's bound.
      int[] text = random.ints(30, 0, 6).toArray();
      int[] path = random.ints(random.nextInt(4), 0, 6).toArray();
      SessionText session = new SessionText();
      session.append(text);
      int[] all = concat(text, path);

      ExpertLaw law = new LookupExpert(session).after(Texts.of(all));

      Map<Integer, Double> expected = bruteForce(text, all);
      assertThat(law.evidence() > 0).as("run %d", run).isEqualTo(!expected.isEmpty());
      double sum = expected.values().stream().mapToDouble(d -> d).sum();
      expected.forEach(
          (token, weight) ->
              assertThat(law.probability(token)).isCloseTo(weight / sum, within(1e-12)));
      assertThat(law.candidates()).hasSize(expected.size());
    }
  }

  private static Map<Integer, Double> bruteForce(int[] text, int[] all) {
    Map<Integer, Double> weights = new TreeMap<>();
    for (int end = 1; end + 1 < text.length; end++) {
      int match = 0;
      while (match < 12
          && match <= end
          && match < all.length
          && text[end - match] == all[all.length - 1 - match]) {
        match++;
      }
      if (match >= 2) {
        weights.merge(text[end + 1], Math.pow(4, match - 2), Double::sum);
      }
    }
    return weights;
  }

  private static int[] concat(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Test
  void longerAndAgreedMatchesAreOtherEvidence() {
    SessionText session = new SessionText();
    session.append(1, 2, 3, 4, 5, 9, 1, 2, 7);
    LookupExpert lookup = new LookupExpert(session);
    int once = lookup.after(Texts.of(4, 5)).evidence();
    int disputed = lookup.after(Texts.of(1, 2)).evidence();
    int longer = lookup.after(Texts.of(1, 2, 3, 4, 5)).evidence();
    session.append(4, 5, 9);
    int agreed = lookup.after(Texts.of(4, 5)).evidence();
    assertThat(new int[] {once, disputed, longer, agreed}).doesNotHaveDuplicates();
    assertThat(lookup.after(Texts.of(8, 8)).evidence()).isZero();
    assertThat(lookup.after(Texts.of(2)).evidence()).isZero();
  }

  @Test
  void aLongPromptTakesABoundedNumberOfBytesAToken() {
    SessionText session = new SessionText();
    int[] prompt = new Random(1).ints(100_000, 0, 50_000).toArray();
    for (int from = 0; from < prompt.length; from += 1000) {
      session.append(Arrays.copyOfRange(prompt, from, from + 1000));
      assertThat(session.bytes()).isLessThanOrEqualTo(24L * Math.max(1000, session.length()));
    }
    int[] seen = Arrays.copyOfRange(prompt, 500, 510);
    assertThat(new LookupExpert(session).after(Texts.of(seen)).candidates())
        .containsExactly(prompt[510]);
  }

  @Test
  void oneTokenOverAndOverIsAskedForInBoundedTime() {
    SessionText session = new SessionText();
    session.append(new int[100_000]);
    ExpertLaw law = new LookupExpert(session).after(Texts.of(new int[20]));
    assertThat(law.candidates()).containsExactly(0);
    assertThat(law.probability(0)).isEqualTo(1);
  }
}
