package io.vsd.trainer.loop;

import io.vsd.engine.pacing.Pacer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what one round of drafting takes while a replay runs: the median of the thread's
 * processor time between two rounds, at most the round's own time. Processor time, because replays
 * run at low priority beside requests, where a round lasts as long as others let it.
 */
final class DraftingMeter implements Pacer {

  private final Pacer pacer;
  private final List<Duration> rounds = new ArrayList<>();
  private long begin = processorNanos();

  DraftingMeter(Pacer pacer) {
    this.pacer = pacer;
  }

  @Override
  public void afterWork(Duration took) throws InterruptedException {
    Duration worked = Duration.ofNanos(processorNanos() - begin);
    rounds.add(worked.compareTo(took) < 0 ? worked : took);
    pacer.afterWork(took);
    begin = processorNanos();
  }

  /** The median round so far; zero before the first. */
  Duration median() {
    return rounds.isEmpty()
        ? Duration.ZERO
        : rounds.stream().sorted().skip(rounds.size() / 2).findFirst().orElseThrow();
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
