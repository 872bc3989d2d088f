package io.vsd.local.bench;

import io.vsd.local.cluster.MemoryPlan;
import io.vsd.local.cluster.StartupListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers when each service of a cluster was ready, and passes on what it hears. */
public final class ReadyTimes implements StartupListener {
  private final StartupListener display;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private @Nullable MemoryPlan needs;

  /** Shows the start on this display too. */
  public ReadyTimes(StartupListener display) {
    this.display = display;
  }

  @Override
  public void planned(MemoryPlan memory, Duration expected) {
    needs = memory;
    display.planned(memory, expected);
  }

  @Override
  public void progress(List<String> ready, List<String> waiting, Duration elapsed) {
    ready.forEach(name -> seconds.putIfAbsent(name, elapsed.toMillis() / 1e3));
    display.progress(ready, waiting, elapsed);
  }

  @Override
  public void again(String why) {
    seconds.clear();
    display.again(why);
  }

  /** Seconds from the start until each service was ready. */
  Map<String, Double> seconds() {
    return Map.copyOf(seconds);
  }

  /** What the cluster was expected to need. */
  MemoryPlan needs() {
    if (needs == null) {
      throw new IllegalStateException("no cluster was started");
    }
    return needs;
  }
}
