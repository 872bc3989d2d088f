package io.vsd.engine.weights;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A text that is worked out when it is first asked for. Thread-safe. */
final class Remembered {
  private final Supplier<String> source;
  private @Nullable String text;

  Remembered(Supplier<String> source) {
    this.source = source;
  }

  synchronized String get() {
    String known = text;
    if (known == null) {
      known = source.get();
      text = known;
    }
    return known;
  }
}
