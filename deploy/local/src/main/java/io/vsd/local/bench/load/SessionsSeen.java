package io.vsd.local.bench.load;

import java.util.List;

/**
 * What replies that were asked for at once did. The time in which all of them decode begins with
 * the last one's first token and ends with the first one's last.
 *
 * @param replies their tokens' times, at least one reply
 * @param bookkeepingMs the verifier's work beside the forward, mean of all rounds
 */
record SessionsSeen(List<TokenTimes> replies, double bookkeepingMs) {
  SessionsSeen {
    replies = List.copyOf(replies);
    if (replies.isEmpty()) {
      throw new IllegalArgumentException("no replies");
    }
  }

  private long allBegan() {
    return replies.stream().mapToLong(TokenTimes::first).max().orElseThrow();
  }

  private long firstEnded() {
    return replies.stream().mapToLong(TokenTimes::last).min().orElseThrow();
  }

  /**
   * Tokens a second of all together while all decode. Where the first has ended before the last
   * begins, the whole time from the first token to the last counts, in which fewer decode: the
   * figure is then a lower bound. NaN for a single token.
   */
  double tokensPerSecond() {
    double steady = speed(allBegan(), firstEnded());
    return Double.isNaN(steady) ? speed(firstBegan(), allEnded()) : steady;
  }

  private double speed(long from, long until) {
    long tokens = replies.stream().mapToLong(r -> r.within(from, until)).sum();
    return until > from && tokens > 0 ? tokens * 1e9 / (until - from) : Double.NaN;
  }

  private long firstBegan() {
    return replies.stream().mapToLong(TokenTimes::first).min().orElseThrow();
  }

  private long allEnded() {
    return replies.stream().mapToLong(TokenTimes::last).max().orElseThrow();
  }

  /** Milliseconds between tokens of a reply while all decode. */
  List<Double> steadyGaps() {
    return gaps(allBegan());
  }

  /** The same from each reply's first token on, while the prompts of others are still read. */
  List<Double> allGaps() {
    return gaps(Long.MIN_VALUE);
  }

  private List<Double> gaps(long from) {
    long until = firstEnded();
    return replies.stream().flatMap(r -> r.gaps(from, until).stream()).toList();
  }
}
