package io.vsd.trainer.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.trainer.recording.SessionRecord;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveWatchTest {

  private final WatchRule rule = new WatchRule(100, 0.1);
  private final LiveWatch watch = new LiveWatch("target-a");
  private final Random random = new Random(11);
  private int sessions;

  @Test
  void takesBackAChildThatFallsBehind() {
    traffic("parent", "a", 20, 2.5);
    traffic("child", "a", 20, 1.8);
    assertThat(rollsBack()).isTrue();
  }

  @Test
  void keepsAChildThatIsAsGood() {
    traffic("parent", "a", 20, 2.5);
    traffic("child", "a", 20, 2.45);
    assertThat(rollsBack()).isFalse();
  }

  @Test
  void waitsForEnoughRounds() {
    traffic("parent", "a", 20, 2.5);
    traffic("child", "a", 9, 1.2);
    assertThat(rollsBack()).isFalse();
    traffic("child", "a", 2, 1.2);
    assertThat(rollsBack()).isTrue();
  }

  @Test
  void doesNotBlameTheChildForHarderTraffic() {
    traffic("parent", "easy", 40, 3.5);
    traffic("parent", "hard", 10, 1.6);
    traffic("child", "easy", 5, 3.6);
    traffic("child", "hard", 40, 1.7);
    assertThat(rollsBack()).isFalse();
  }

  @Test
  void countsOnlyRoundsWithAProposalOfItsTarget() {
    watch.accept(opened("s", "target-b", "a"));
    watch.accept(round("s", "parent", 3));
    watch.accept(new SessionRecord.Closed("s"));
    watch.accept(opened("t", "target-a", "a"));
    watch.accept(round("t", "", 1));
    watch.accept(new SessionRecord.Closed("t"));
    assertThat(watch.of("parent").rounds()).isZero();
    assertThat(watch.of("").rounds()).isZero();
  }

  @Test
  void splitsASessionThatSawASwap() {
    watch.accept(opened("s", "target-a", "a"));
    watch.accept(round("s", "parent", 1));
    watch.accept(round("s", "child", 4));
    watch.accept(round("s", "child", 2));
    watch.accept(new SessionRecord.Closed("s"));
    assertThat(watch.of("parent").acceptanceLength()).isEqualTo(1);
    assertThat(watch.of("child").acceptanceLength()).isEqualTo(3);
  }

  private boolean rollsBack() {
    return rule.rollsBack(watch.of("parent"), watch.of("child"));
  }

  private void traffic(String version, String domain, int count, double length) {
    for (int i = 0; i < count; i++) {
      String id = "s" + sessions++;
      watch.accept(opened(id, "target-a", domain));
      for (int round = 0; round < 10; round++) {
        double wanted = length - 1 + 0.4 * random.nextGaussian();
        watch.accept(
            round(id, version, 1 + Math.max(0, (int) Math.floor(wanted + random.nextDouble()))));
      }
      watch.accept(new SessionRecord.Closed(id));
    }
  }

  private static SessionRecord opened(String id, String fingerprint, String domain) {
    return new SessionRecord.Opened(
        id,
        fingerprint,
        new int[] {1},
        1,
        SamplingParameters.greedy(),
        domain,
        8,
        1,
        null,
        1,
        false);
  }

  private static SessionRecord round(String id, String version, int committed) {
    return new SessionRecord.Verified(
        id,
        1,
        version,
        new int[0],
        new int[0],
        new int[committed - 1],
        1,
        true,
        new byte[0],
        List.of());
  }
}
