package io.vsd.trainer.promotion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Promote iff the lower end of the 95 % interval of the paired difference is above zero and no
 * domain's upper end is below {@code -domainTolerance}.
 *
 * @param minSessions held-out sessions below which nothing is decided
 * @param minDomainSessions sessions a domain needs to have a say of its own
 * @param domainTolerance acceptance length that a domain may lose
 */
public record PromotionRule(int minSessions, int minDomainSessions, double domainTolerance) {

  /** Judges a candidate; the seed drives the bootstrap only. */
  public Judgement judge(List<SessionComparison> sessions, long seed) {
    if (sessions.size() < minSessions) {
      return postponed(sessions.size());
    }
    Comparison overall = compare(sessions, seed);
    if (!(overall.difference().low() > 0)) {
      return new Judgement.Refused(
          overall,
          String.format(
              Locale.ROOT,
              "not better beyond doubt: %+.4f [%+.4f, %+.4f]",
              overall.difference().mean(),
              overall.difference().low(),
              overall.difference().high()));
    }
    for (var domain : byDomain(sessions).entrySet()) {
      Interval interval = compare(domain.getValue(), seed).difference();
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

  private static Comparison compare(List<SessionComparison> sessions, long seed) {
    double[] differences = sessions.stream().mapToDouble(SessionComparison::difference).toArray();
    return new Comparison(
        sessions.size(),
        sum(sessions.stream().map(SessionComparison::candidate).toList()),
        sum(sessions.stream().map(SessionComparison::serving).toList()),
        Bootstrap.ofMean(differences, seed));
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
