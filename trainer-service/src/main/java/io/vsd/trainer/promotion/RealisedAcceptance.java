package io.vsd.trainer.promotion;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one draft version really got accepted, by domain; sessions are the unit of its scatter. */
public final class RealisedAcceptance {

  /** Sums of one domain: rounds, and first and second moments of per-session acceptance lengths. */
  public record Moments(long sessions, long rounds, double sum, double squares) {

    static final Moments NONE = new Moments(0, 0, 0, 0);

    Moments plus(SessionScore score) {
      double length = score.acceptanceLength();
      return new Moments(
          sessions + 1, rounds + score.rounds(), sum + length, squares + length * length);
    }

    Moments plus(Moments other) {
      return new Moments(
          sessions + other.sessions,
          rounds + other.rounds,
          sum + other.sum,
          squares + other.squares);
    }

    double mean() {
      return sum / sessions;
    }

    double meanVariance() {
      double variance = (squares - sum * sum / sessions) / (sessions - 1);
      return Math.max(variance, 0) / sessions;
    }
  }

  private final Map<String, Moments> byDomain = new TreeMap<>();

  /** Adds what a version did in one session. */
  public void add(String domain, SessionScore score) {
    byDomain.put(domain, of(domain).plus(score));
  }

  Moments of(String domain) {
    return byDomain.getOrDefault(domain, Moments.NONE);
  }

  Set<String> domains() {
    return byDomain.keySet();
  }

  /** Rounds over all domains. */
  public long rounds() {
    return byDomain.values().stream().mapToLong(Moments::rounds).sum();
  }

  /** Sessions over all domains. */
  public long sessions() {
    return all().sessions();
  }

  /** Mean per-session acceptance length over all domains; NaN without sessions. */
  public double acceptanceLength() {
    return all().mean();
  }

  /** Variance of that mean; NaN with fewer than two sessions. */
  double meanVariance() {
    return all().meanVariance();
  }

  private Moments all() {
    return byDomain.values().stream().reduce(Moments.NONE, Moments::plus);
  }
}
