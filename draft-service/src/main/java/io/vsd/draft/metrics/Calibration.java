package io.vsd.draft.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * How well drafts know themselves: tokens a drafted round that they expected over those that came,
 * bonus included. 1 is right, more is too hopeful. Thread-safe.
 */
final class Calibration {
  private static final double KEPT = 0.998;

  private final DoubleAdder expectedNodes = new DoubleAdder();
  private double expected;
  private double realised;

  Calibration(MeterRegistry registry) {
    FunctionCounter.builder("vsd.draft.expected.accepted.tokens", expectedNodes, DoubleAdder::sum)
        .description("Tree nodes that drafts expected to be accepted")
        .register(registry);
    Gauge.builder("vsd.draft.calibration", this, Calibration::ratio)
        .description("Tokens a drafted round expected over realised, the last few hundred rounds")
        .register(registry);
  }

  void count(double expectedAccepted, int accepted) {
    expectedNodes.add(expectedAccepted);
    synchronized (this) {
      expected = KEPT * expected + 1 + expectedAccepted;
      realised = KEPT * realised + 1 + accepted;
    }
  }

  private synchronized double ratio() {
    return realised == 0 ? 1 : expected / realised;
  }
}
