package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * A median with the innermost order statistics that hold at least 95 % by the sign test, which asks
 * nothing of the distribution. Below six values no such interval exists and the whole range stands.
 */
public record MedianInterval(double median, double low, double high) {
  private static final double TAIL = 0.025;

  /** Of at least one value. */
  public static MedianInterval of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    int cut = 0;
    double tail = Math.pow(0.5, n);
    double next = tail;
    // tail: chance that at most `cut` of n fair coins fall on one side.
    while (tail <= TAIL && 2 * (cut + 1) < n) {
      next = next * (n - cut) / (cut + 1);
      if (tail + next > TAIL) {
        break;
      }
      tail += next;
      cut++;
    }
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    return new MedianInterval(median, sorted.get(cut), sorted.get(n - 1 - cut));
  }

  /** Its three numbers. */
  public ObjectNode toJson() {
    return new ObjectMapper()
        .createObjectNode()
        .put("median", median)
        .put("low", low)
        .put("high", high);
  }

  String describe() {
    return String.format(Locale.ROOT, "%.3f (95 %%: %.3f to %.3f)", median, low, high);
  }
}
