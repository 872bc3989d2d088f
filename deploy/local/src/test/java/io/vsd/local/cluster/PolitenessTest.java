package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PolitenessTest {
  /** SCHED_IDLE, sched(7). */
  private static final String IDLE_POLICY = "5";

  private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");

  private static final Politeness POLITENESS = new Politeness(program -> true);

  @Test
  @EnabledOnOs(OS.LINUX)
  void aYieldingProcessHasTheIdlePolicyInANiceSession() throws Exception {
    assertThat(schedulingOf(POLITENESS.yielding())).isEqualTo(new Scheduling(IDLE_POLICY, "19"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aServingProcessIsLeftAsItWas() throws Exception {
    assertThat(schedulingOf(POLITENESS.ownSession())).isEqualTo(new Scheduling("0", "0"));
  }

  @Test
  void runsTheCommandAloneWhereNothingIsInstalled() {
    Politeness bare = new Politeness(program -> false);

    assertThat(bare.yielding()).isEmpty();
    assertThat(bare.ownSession()).isEmpty();
  }

  /** Policy of a process, and niceness of its session; 19 or 0 as wanted where there are none. */
  private record Scheduling(String policy, String sessionNiceness) {}

  private static Scheduling schedulingOf(List<String> prefix)
      throws IOException, InterruptedException {
    boolean groups = Files.exists(AUTOGROUP);
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of("cat", "/proc/self/stat"));
    all.addAll(groups ? List.of(AUTOGROUP.toString()) : List.of());
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    List<String> lines = text.lines().toList();
    String policy = lines.getFirst().replaceFirst(".*\\) ", "").split(" ", -1)[38];
    String niceness =
        groups
            ? lines.getLast().replaceFirst(".* nice ", "")
            : policy.equals(IDLE_POLICY) ? "19" : "0";
    return new Scheduling(policy, niceness);
  }
}
