package io.vsd.engine.format;

import java.nio.FloatBuffer;

/** Whether numbers are numbers: one NaN or infinity in a weight makes every logit NaN. */
final class FiniteValues {

  private FiniteValues() {}

  /** Index of the first value that is NaN or infinite, or -1. */
  static int firstNonFinite(float[] values) {
    return firstNonFinite(FloatBuffer.wrap(values));
  }

  /** The same for the values from the buffer's start to its limit. */
  static int firstNonFinite(FloatBuffer values) {
    float largest = 0;
    // The maximum keeps NaN and has no branch: most of the time goes into fetching the values.
    for (int i = 0; i < values.limit(); i++) {
      largest = Math.max(largest, Math.abs(values.get(i)));
    }
    return Float.isFinite(largest) ? -1 : first(values);
  }

  private static int first(FloatBuffer values) {
    int index = 0;
    while (Float.isFinite(values.get(index))) {
      index++;
    }
    return index;
  }
}
