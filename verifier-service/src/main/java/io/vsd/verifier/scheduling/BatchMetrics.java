package io.vsd.verifier.scheduling;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** How large forwards are. */
public final class BatchMetrics {
  private final DistributionSummary sessions;
  private final DistributionSummary rows;

  public BatchMetrics(MeterRegistry registry) {
    sessions = histogram(registry, "vsd_verifier_batch_sessions", 1, 2, 3, 4, 6, 8, 12, 16, 32);
    rows = histogram(registry, "vsd_verifier_batch_rows", 1, 2, 4, 8, 16, 32, 64, 128, 256);
  }

  private static DistributionSummary histogram(
      MeterRegistry registry, String name, double... bounds) {
    return DistributionSummary.builder(name).serviceLevelObjectives(bounds).register(registry);
  }

  void forward(int sessionCount, int rowCount) {
    sessions.record(sessionCount);
    rows.record(rowCount);
  }
}
