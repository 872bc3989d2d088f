package io.vsd.local.cluster;

import java.time.Duration;
import java.util.List;

/** Hears how far the start has come; called several times a second by the starting thread. */
@FunctionalInterface
public interface StartupListener {
  /** Names of the services that serve, of those that do not yet, and the time since the start. */
  void progress(List<String> ready, List<String> waiting, Duration elapsed);
}
