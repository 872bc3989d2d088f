package io.vsd.trainer.promotion;

import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Promote iff the lower end of the 95 % interval of the paired difference is above zero and no
 * domain's upper end is below {@code -domainTolerance}. The difference is to the acceptance length
 * of the draft that serves; where none does, to the cost of a round in plain rounds, since plain
 * decoding brings one token for each of those.
 *
 * @param minSessions held-out sessions below which nothing is decided
 * @param minDomainSessions sessions a domain needs to have a say of its own
 * @param domainTolerance acceptance length that a domain may lose
 */
public record PromotionRule(int minSessions, int minDomainSessions, double domainTolerance) {

  /** Judges a candidate; the seed drives the bootstrap only. */
  public Judgement judge(List<SessionComparison> sessions, long seed) {
    return decide(sessions, null, seed);
  }

  /**
   * Judges a candidate where no draft serves.
   *
   * @param scores of the candidate, by session in their order
   * @param roundCost plain rounds that one of its rounds costs, drafting included
   */
  public Judgement judgeAgainstPlain(
      List<RecordedSession> sessions, List<SessionScore> scores, double roundCost, long seed) {
    List<SessionComparison> comparisons = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      RecordedSession session = sessions.get(i);
      comparisons.add(
          SessionComparison.withPlain(session.id(), session.domain(), scores.get(i), roundCost));
    }
    return decide(comparisons, roundCost, seed);
  }

  private Judgement decide(
      List<SessionComparison> sessions, @Nullable Double roundCost, long seed) {
    if (sessions.size() < minSessions) {
      return postponed(sessions.size());
    }
    Comparison overall = compare(sessions, roundCost, seed);
    if (!(overall.difference().low() > 0)) {
      return new Judgement.Refused(overall, doubt(overall.difference(), roundCost));
    }
    for (var domain : byDomain(sessions).entrySet()) {
      Interval interval = compare(domain.getValue(), roundCost, seed).difference();
      if (domain.getValue().size() >= minDomainSessions && interval.high() < -domainTolerance) {
        return new Judgement.Refused(
            overall,
            String.format(
                Locale.ROOT,
                "domain '%s' would lose %.4f [%+.4f, %+.4f]",
                domain.getKey(),
                -interval.mean(),
                interval.low(),
                interval.high()));
      }
    }
    return new Judgement.Promoted(overall);
  }

  /** The judgement on too few sessions. */
  public Judgement postponed(int sessions) {
    return new Judgement.Postponed(sessions + " of " + minSessions + " held-out sessions");
  }

  private static String doubt(Interval difference, @Nullable Double roundCost) {
    return roundCost == null
        ? String.format(
            Locale.ROOT,
            "not better beyond doubt: %+.4f [%+.4f, %+.4f]",
            difference.mean(),
            difference.low(),
            difference.high())
        : String.format(
            Locale.ROOT,
            "drafting would not pay beyond doubt: %.2f [%.2f, %.2f] tokens a round that costs %.2f"
                + " plain ones",
            roundCost + difference.mean(),
            roundCost + difference.low(),
            roundCost + difference.high(),
            roundCost);
  }

  private static Comparison compare(
      List<SessionComparison> sessions, @Nullable Double roundCost, long seed) {
    double[] differences = sessions.stream().mapToDouble(SessionComparison::difference).toArray();
    return new Comparison(
        sessions.size(),
        sum(sessions.stream().map(SessionComparison::candidate).toList()),
        sum(sessions.stream().map(SessionComparison::serving).toList()),
        Bootstrap.ofMean(differences, seed),
        roundCost);
  }

  private static SessionScore sum(List<SessionScore> scores) {
    return new SessionScore(
        scores.stream().mapToLong(SessionScore::rounds).sum(),
        scores.stream().mapToLong(SessionScore::tokens).sum());
  }

  private static Map<String, List<SessionComparison>> byDomain(List<SessionComparison> sessions) {
    Map<String, List<SessionComparison>> domains = new TreeMap<>();
    sessions.forEach(s -> domains.computeIfAbsent(s.domain(), _ -> new ArrayList<>()).add(s));
    return domains;
  }
}
