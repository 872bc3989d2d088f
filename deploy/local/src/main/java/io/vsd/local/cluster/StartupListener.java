package io.vsd.local.cluster;

import java.time.Duration;
import java.util.List;

/** Hears how far the start has come; called by the starting thread. */
public interface StartupListener {
  /** Hears nothing. */
  StartupListener SILENT = (ready, waiting, elapsed) -> {};

  /** What the processes will need of the memory, before any of them is started. */
  default void planned(MemoryPlan needs, Duration expected) {}

  /**
   * Several times a second: names of the services that serve, of those started that do not yet, and
   * the time since the start.
   */
  void progress(List<String> ready, List<String> waiting, Duration elapsed);

  /** A port was taken between choice and use: everything begins again on others. */
  default void again(String why) {}
}
