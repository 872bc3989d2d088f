package io.vsd.local.bench.decode;

import java.util.Locale;

/**
 * What a pair of replies is asked for under.
 *
 * @param sessions at once
 * @param temperature 0 is greedy
 */
record Condition(int sessions, double temperature) {

  String title() {
    return String.format(
        Locale.ROOT,
        "T = %s, %d %s at once",
        number(temperature),
        sessions,
        sessions == 1 ? "session" : "sessions");
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
