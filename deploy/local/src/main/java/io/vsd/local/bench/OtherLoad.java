package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How busy other processes keep the machine, looked at while what is measured rests. Figures from a
 * busy machine mean little, so a report says it.
 */
public final class OtherLoad {
  /** Cores that may be busy before a report warns. */
  private static final double QUIET_CORES = 0.1;

  private static final long LOOK_MS = 400;
  private static final Path STAT = Path.of("/proc/stat");

  /** Fields of {@code /proc/stat}: user, nice, system, then idle and iowait, then irq to steal. */
  private static final int IDLE = 4;

  private static final int WAITING = 5;
  private static final int LAST = 8;

  private final List<Double> busyCores = new ArrayList<>();
  private final double loadAverage =
      ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();

  /** Looks for a moment; nothing that is measured may run meanwhile. */
  public void look() throws IOException, InterruptedException {
    if (!Files.isReadable(STAT)) {
      return;
    }
    long[] before = ticks();
    Thread.sleep(LOOK_MS);
    long[] after = ticks();
    int cores = Runtime.getRuntime().availableProcessors();
    busyCores.add(busyPart(before, after) * cores);
  }

  private static long[] ticks() throws IOException {
    return parse(Files.readAllLines(STAT).getFirst());
  }

  static long[] parse(String cpuLine) {
    return Arrays.stream(cpuLine.strip().split("\\s+"))
        .skip(1)
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** Part of the time between two looks in which processors were not idle. */
  static double busyPart(long[] before, long[] after) {
    long idle = 0;
    long all = 0;
    for (int i = 0; i < Math.min(LAST, after.length); i++) {
      long passed = after[i] - before[i];
      all += passed;
      idle += i + 1 == IDLE || i + 1 == WAITING ? passed : 0;
    }
    return all == 0 ? 0 : (double) (all - idle) / all;
  }

  /** Median of the looks; empty without any. */
  public OptionalDouble medianBusyCores() {
    return busyCores.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Quantiles.of(busyCores, 0.5));
  }

  /** A warning where the machine was not quiet, else what was seen. */
  public String describe() {
    if (busyCores.isEmpty()) {
      return "how busy other processes were is not known here; load average %s at the start"
          .formatted(number(loadAverage));
    }
    double median = Quantiles.of(busyCores, 0.5);
    double most = Quantiles.of(busyCores, 1);
    String seen =
        "other processes: %s cores busy (median of %d looks, most %s), load average %s at the start"
            .formatted(number(median), busyCores.size(), number(most), number(loadAverage));
    return isQuiet() ? seen : "Warning: the machine is busy, the figures mean little. " + seen;
  }

  /** Whether the median look saw next to nothing. */
  public boolean isQuiet() {
    return medianBusyCores().orElse(0) <= QUIET_CORES;
  }

  /** All of it. */
  public ObjectNode toJson() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("load_average_at_start", loadAverage);
    node.put("quiet", isQuiet());
    node.putPOJO("busy_cores", busyCores);
    return node;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
