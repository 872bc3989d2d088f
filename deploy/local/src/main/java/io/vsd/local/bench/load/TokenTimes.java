package io.vsd.local.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * When one reply's tokens arrived.
 *
 * @param nanos ascending, one for each token, at least one
 */
record TokenTimes(List<Long> nanos) {
  TokenTimes {
    nanos = List.copyOf(nanos);
    if (nanos.isEmpty()) {
      throw new IllegalArgumentException("a reply without tokens");
    }
  }

  long first() {
    return nanos.getFirst();
  }

  long last() {
    return nanos.getLast();
  }

  /** Tokens that arrived after one moment and until another. */
  long within(long after, long until) {
    return nanos.stream().filter(t -> t > after && t <= until).count();
  }

  /** Milliseconds between neighbours that both arrived in this time. */
  List<Double> gaps(long from, long until) {
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < nanos.size(); i++) {
      if (nanos.get(i - 1) >= from && nanos.get(i) <= until) {
        gaps.add((nanos.get(i) - nanos.get(i - 1)) / 1e6);
      }
    }
    return gaps;
  }
}
