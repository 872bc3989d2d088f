package io.vsd.local.bench.decode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How much faster drafting makes replies: seconds of all plain ones over seconds of the same with
 * the draft, with the 95 % interval of a bootstrap over prompts.
 */
record SpeedRatio(double ratio, double low, double high) {
  private static final int RESAMPLES = 2000;
  private static final double TAIL = 0.025;

  /** Of at least one pair. */
  static SpeedRatio of(List<DecodePair> pairs, long seed) {
    double[] plain = pairs.stream().mapToDouble(p -> p.medianPlain().decodeSeconds()).toArray();
    double[] speculative =
        pairs.stream().mapToDouble(p -> p.medianSpeculative().decodeSeconds()).toArray();
    Random random = new Random(seed);
    double[] resampled = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double a = 0;
      double b = 0;
      for (int draw = 0; draw < plain.length; draw++) {
        int at = random.nextInt(plain.length);
        a += plain[at];
        b += speculative[at];
      }
      resampled[i] = a / b;
    }
    Arrays.sort(resampled);
    return new SpeedRatio(
        Arrays.stream(plain).sum() / Arrays.stream(speculative).sum(),
        resampled[(int) (RESAMPLES * TAIL)],
        resampled[(int) (RESAMPLES * (1 - TAIL)) - 1]);
  }

  String describe() {
    return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", ratio, low, high);
  }

  ObjectNode toJson() {
    return new ObjectMapper()
        .createObjectNode()
        .put("ratio", ratio)
        .put("low", low)
        .put("high", high);
  }
}
