package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.pacing.Pacer;
import io.vsd.trainer.learning.DraftJudge;
import io.vsd.trainer.promotion.Comparison;
import io.vsd.trainer.promotion.Judgement;
import io.vsd.trainer.promotion.PromotionRule;
import io.vsd.trainer.promotion.SessionComparison;
import io.vsd.trainer.promotion.SessionScore;
import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts candidates and the serving draft, or plain decoding, before the same held-out sessions.
 * Scores of the serving draft are kept until another one serves, since recorded sessions do not
 * change.
 */
final class CandidateGate {

  private final DraftJudge judge;
  private final PromotionRule rule;
  private final RoundCosts costs;
  private final Pacer pacer;
  private String servingId = "";
  private IdentityHashMap<RecordedSession, SessionScore> servingScores = new IdentityHashMap<>();

  CandidateGate(DraftJudge judge, PromotionRule rule, RoundCosts costs, Pacer pacer) {
    this.judge = judge;
    this.rule = rule;
    this.costs = costs;
    this.pacer = pacer;
  }

  /** Judges a candidate on sessions where no draft serves. */
  Judgement judgeAgainstPlain(DraftCheckpoint candidate, List<RecordedSession> sessions, long seed)
      throws InterruptedException {
    if (sessions.size() < rule.minSessions()) {
      return rule.postponed(sessions.size());
    }
    DraftingMeter meter = new DraftingMeter(pacer);
    List<SessionScore> scores = judge.score(candidate, sessions, meter);
    return rule.judgeAgainstPlain(sessions, scores, costs.roundCost(meter.median()), seed);
  }

  /** Judges a candidate on sessions; the seed drives the bootstrap only. */
  Judgement judge(
      DraftCheckpoint candidate, DraftCheckpoint serving, List<RecordedSession> sessions, long seed)
      throws InterruptedException {
    if (sessions.size() < rule.minSessions()) {
      return rule.postponed(sessions.size());
    }
    keepScoresOf(serving.manifest().checkpointId(), sessions);
    List<RecordedSession> unscored =
        sessions.stream().filter(s -> !servingScores.containsKey(s)).toList();
    List<SessionScore> scores = score(serving, unscored);
    for (int i = 0; i < unscored.size(); i++) {
      servingScores.put(unscored.get(i), scores.get(i));
    }
    List<SessionScore> candidateScores = score(candidate, sessions);
    List<SessionComparison> comparisons = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      RecordedSession session = sessions.get(i);
      SessionScore before = servingScores.get(session);
      if (before != null) {
        comparisons.add(
            new SessionComparison(session.id(), session.domain(), candidateScores.get(i), before));
      }
    }
    return rule.judge(comparisons, seed);
  }

  /** How a judgement is written into the manifest; null when nothing was measured. */
  static CheckpointManifest.@Nullable Evaluation evaluation(Judgement judgement) {
    return switch (judgement) {
      case Judgement.Promoted promoted -> evaluation(promoted.comparison(), "promoted");
      case Judgement.Refused refused ->
          evaluation(refused.comparison(), "refused: " + refused.reason());
      case Judgement.Postponed _ -> null;
    };
  }

  private static CheckpointManifest.Evaluation evaluation(Comparison c, String decision) {
    return new CheckpointManifest.Evaluation(
        c.sessions(),
        c.serving().rounds(),
        c.candidate().acceptanceLength(),
        c.serving().acceptanceLength(),
        c.difference().low(),
        c.difference().high(),
        decision,
        c.roundCost());
  }

  private List<SessionScore> score(DraftCheckpoint draft, List<RecordedSession> sessions)
      throws InterruptedException {
    return sessions.isEmpty() ? List.of() : judge.score(draft, sessions, pacer);
  }

  private void keepScoresOf(String id, List<RecordedSession> sessions) {
    if (!id.equals(servingId)) {
      servingScores = new IdentityHashMap<>();
      servingId = id;
    }
    IdentityHashMap<RecordedSession, SessionScore> kept = new IdentityHashMap<>();
    for (RecordedSession session : sessions) {
      SessionScore score = servingScores.get(session);
      if (score != null) {
        kept.put(session, score);
      }
    }
    servingScores = kept;
  }
}
