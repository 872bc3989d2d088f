package io.vsd.trainer.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.trainer.recording.Law;
import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A candidate against plain decoding: at the gate, and live. */
class PayingDraftTest {

  private final PromotionRule rule = new PromotionRule(8, 4, 0.05);
  private final WatchRule watch = new WatchRule(100, 0.1);
  private final List<RecordedSession> sessions = new ArrayList<>();
  private final List<SessionScore> scores = new ArrayList<>();

  @Test
  void isPromotedWhenEvenTheLowerEndBringsMoreThanItsRoundsCost() {
    sessions("a", 12, 2.4, 0.1);
    assertThat(rule.judgeAgainstPlain(sessions, scores, 2.2, 1))
        .isInstanceOfSatisfying(
            Judgement.Promoted.class,
            promoted -> {
              assertThat(promoted.comparison().roundCost()).isEqualTo(2.2);
              assertThat(promoted.comparison().serving().acceptanceLength()).isEqualTo(1);
            });
  }

  @Test
  void isRefusedWhereOnlyTheMeanPays() {
    sessions("a", 12, 2.25, 0.5);
    assertThat(rule.judgeAgainstPlain(sessions, scores, 2.2, 1))
        .isInstanceOfSatisfying(
            Judgement.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .startsWith("drafting would not pay beyond doubt: 2.25 [")
                    .endsWith("] tokens a round that costs 2.20 plain ones"));
  }

  @Test
  void isRefusedWhereItGetsTokensAcceptedAndNotEnoughOfThem() {
    sessions("a", 12, 1.9, 0);
    assertThat(rule.judgeAgainstPlain(sessions, scores, 2, 1))
        .isInstanceOf(Judgement.Refused.class);
  }

  @Test
  void isRefusedWhereADomainWouldBeSlowerThanPlain() {
    sessions("code", 30, 3, 0.1);
    sessions("poems", 6, 1.4, 0.1);
    assertThat(rule.judgeAgainstPlain(sessions, scores, 2, 1))
        .isInstanceOfSatisfying(
            Judgement.Refused.class,
            refused -> assertThat(refused.reason()).startsWith("domain 'poems' would lose"));
  }

  @Test
  void isTakenBackLiveWhenItCertainlyDoesNotPay() {
    assertThat(watch.rollsBackToPlain(realised(20, 1.6, 0.1), 2)).isTrue();
    assertThat(watch.rollsBackToPlain(realised(20, 1.95, 0.1), 2)).as("within margin").isFalse();
    assertThat(watch.rollsBackToPlain(realised(20, 1.6, 2.5), 2)).as("may be chance").isFalse();
    assertThat(watch.rollsBackToPlain(realised(9, 1.6, 0.1), 2)).as("few rounds").isFalse();
    assertThat(watch.rollsBackToPlain(new RealisedAcceptance(), 2)).isFalse();
  }

  private static RealisedAcceptance realised(int sessions, double length, double scatter) {
    var realised = new RealisedAcceptance();
    for (int i = 0; i < sessions; i++) {
      double own = Math.max(1, length + (i % 2 == 0 ? scatter : -scatter));
      realised.add(i % 3 == 0 ? "a" : "b", new SessionScore(10, Math.round(10 * own)));
    }
    return realised;
  }

  private void sessions(String domain, int count, double length, double scatter) {
    for (int i = 0; i < count; i++) {
      sessions.add(
          new RecordedSession(
              domain + i,
              domain,
              SamplingParameters.greedy(),
              new int[] {1, 2},
              1,
              new byte[0],
              0,
              List.of(new Law(new int[0], new float[0]))));
      double own = length + (i % 2 == 0 ? scatter : -scatter);
      scores.add(new SessionScore(1000, Math.round(1000 * own)));
    }
  }
}
