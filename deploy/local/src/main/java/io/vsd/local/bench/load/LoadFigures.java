package io.vsd.local.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.MedianInterval;
import io.vsd.local.bench.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one condition's turns gave. */
final class LoadFigures {
  private final List<Double> speeds = new ArrayList<>();
  private final List<Double> bookkeeping = new ArrayList<>();
  private final List<Double> steadyGaps = new ArrayList<>();
  private final List<Double> allGaps = new ArrayList<>();

  void add(SessionsSeen seen) {
    speeds.add(seen.tokensPerSecond());
    bookkeeping.add(seen.bookkeepingMs());
    steadyGaps.addAll(seen.steadyGaps());
    allGaps.addAll(seen.allGaps());
  }

  /** Tokens a second of all sessions together. */
  Optional<MedianInterval> speed() {
    return interval(speeds);
  }

  /** The speed over another condition's in the same turn. */
  Optional<MedianInterval> over(LoadFigures other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(speeds.size(), other.speeds.size()); i++) {
      ratios.add(speeds.get(i) / other.speeds.get(i));
    }
    return interval(ratios);
  }

  /** Median milliseconds between two tokens of a reply, prompts of others being read included. */
  OptionalDouble gapMs() {
    return quantile(allGaps, 0.5);
  }

  /** The slowest hundredth of the times between tokens over their median. */
  OptionalDouble tail() {
    return tail(allGaps);
  }

  /** The same while all sessions decode. */
  OptionalDouble steadyTail() {
    return tail(steadyGaps);
  }

  /** Median of the turns' bookkeeping a round, in milliseconds. */
  OptionalDouble bookkeepingMs() {
    return quantile(bookkeeping, 0.5);
  }

  private static OptionalDouble tail(List<Double> gaps) {
    double median = Quantiles.of(gaps, 0.5);
    return median > 0
        ? OptionalDouble.of(Quantiles.of(gaps, 0.99) / median)
        : OptionalDouble.empty();
  }

  private static OptionalDouble quantile(List<Double> values, double part) {
    return values.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Quantiles.of(values, part));
  }

  private static Optional<MedianInterval> interval(List<Double> values) {
    List<Double> known = values.stream().filter(Double::isFinite).toList();
    return known.isEmpty() ? Optional.empty() : Optional.of(MedianInterval.of(known));
  }

  ObjectNode toJson(LoadFigures alone) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    speed().ifPresent(i -> node.set("tokens_per_second", i.toJson()));
    over(alone).ifPresent(i -> node.set("over_one_session", i.toJson()));
    node.put("times_between_tokens", allGaps.size());
    gapMs().ifPresent(ms -> node.put("median_ms_between_tokens", ms));
    tail().ifPresent(ratio -> node.put("p99_over_median", ratio));
    steadyTail().ifPresent(ratio -> node.put("p99_over_median_all_decoding", ratio));
    bookkeepingMs().ifPresent(ms -> node.put("bookkeeping_ms", ms));
    node.putPOJO("speed_by_turn", speeds.stream().filter(Double::isFinite).toList());
    return node;
  }
}
