package io.vsd.trainer.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PromotionRuleTest {

  private final PromotionRule rule = new PromotionRule(8, 4, 0.05);

  @Test
  void promotesWhatIsBetterBeyondDoubt() {
    assertThat(rule.judge(sessions("a", 12, 0.3, 0.1), 1)).isInstanceOf(Judgement.Promoted.class);
  }

  @Test
  void refusesWhatMayBeChance() {
    Judgement judgement = rule.judge(sessions("a", 12, 0.02, 0.5), 1);
    assertThat(judgement).isInstanceOf(Judgement.Refused.class);
    assertThat(((Judgement.Refused) judgement).reason()).startsWith("not better beyond doubt");
  }

  @Test
  void refusesWhatIsTheSame() {
    assertThat(rule.judge(sessions("a", 12, 0, 0), 1)).isInstanceOf(Judgement.Refused.class);
  }

  @Test
  void refusesWhatHurtsADomain() {
    List<SessionComparison> all = new ArrayList<>(sessions("maths", 30, 0.6, 0.1));
    all.addAll(sessions("law", 6, -0.4, 0.1));
    Judgement judgement = rule.judge(all, 1);
    assertThat(judgement).isInstanceOf(Judgement.Refused.class);
    assertThat(((Judgement.Refused) judgement).reason()).startsWith("domain 'law' would lose");
  }

  @Test
  void letsADomainOfTwoSessionsHaveNoVeto() {
    List<SessionComparison> all = new ArrayList<>(sessions("maths", 30, 0.6, 0.1));
    all.addAll(sessions("law", 2, -0.4, 0.1));
    assertThat(rule.judge(all, 1)).isInstanceOf(Judgement.Promoted.class);
  }

  @Test
  void decidesNothingOnTooFewSessions() {
    assertThat(rule.judge(sessions("a", 7, 1, 0), 1))
        .isEqualTo(new Judgement.Postponed("7 of 8 held-out sessions"));
  }

  @Test
  void promotesNoiseRarely() {
    int promoted = 0;
    for (int seed = 0; seed < 200; seed++) {
      List<SessionComparison> noise = new ArrayList<>();
      var random = new Random(seed);
      for (int i = 0; i < 24; i++) {
        noise.add(comparison("a", i, 0.3 * random.nextGaussian()));
      }
      promoted += rule.judge(noise, seed) instanceof Judgement.Promoted ? 1 : 0;
    }
    assertThat(promoted).as("of 200 sets without any difference").isLessThan(20);
  }

  @Test
  void bootstrapsTheSameIntervalForTheSameSeed() {
    double[] values = new Random(1).doubles(20).toArray();
    assertThat(Bootstrap.ofMean(values, 4)).isEqualTo(Bootstrap.ofMean(values, 4));
    assertThatThrownBy(() -> Bootstrap.ofMean(new double[0], 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void intervalCoversTheMeanAboutNineteenTimesInTwenty() {
    int covered = 0;
    for (int seed = 0; seed < 400; seed++) {
      double[] values = new Random(seed).doubles(30).toArray();
      Interval interval = Bootstrap.ofMean(values, seed);
      covered += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }
    assertThat(covered).as("of 400").isBetween(360, 395);
  }

  private static List<SessionComparison> sessions(
      String domain, int count, double difference, double scatter) {
    List<SessionComparison> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(comparison(domain, i, difference + scatter * (i % 2 == 0 ? 1 : -1)));
    }
    return sessions;
  }

  private static SessionComparison comparison(String domain, int i, double difference) {
    long serving = 10_000 + 100L * (i % 7);
    long candidate = Math.max(5000, serving + Math.round(5000 * difference));
    return new SessionComparison(
        domain + i, domain, new SessionScore(5000, candidate), new SessionScore(5000, serving));
  }
}
