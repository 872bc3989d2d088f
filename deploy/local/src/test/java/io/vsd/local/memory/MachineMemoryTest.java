package io.vsd.local.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Machines made of files. */
class MachineMemoryTest {
  private static final long MB = 1 << 20;

  @TempDir Path root;

  private void file(String path, String text) throws IOException {
    Path at = root.resolve(path);
    Files.createDirectories(at.getParent());
    Files.writeString(at, text);
  }

  private void machine(long availableMb) throws IOException {
    file(
        "proc/meminfo",
        "MemTotal:  99999999 kB\nMemFree:  1 kB\nMemAvailable:  %d kB\n"
            .formatted(1024 * availableMb));
  }

  private long availableMb() {
    return new MachineMemory(root).available().orElseThrow() / MB;
  }

  @Test
  void theKernelsEstimateCountsWhereNoGroupLimits() throws Exception {
    machine(5000);
    file("proc/self/cgroup", "0::/user.slice\n");
    file("sys/fs/cgroup/user.slice/memory.max", "max\n");
    file("sys/fs/cgroup/user.slice/memory.current", Long.toString(100 * MB));

    assertThat(availableMb()).isEqualTo(5000);
  }

  @Test
  void aLimitOfVersionTwoCountsWithoutThePageCache() throws Exception {
    machine(5000);
    file("proc/self/cgroup", "0::/a/b\n");
    file("sys/fs/cgroup/a/memory.max", Long.toString(2000 * MB));
    file("sys/fs/cgroup/a/memory.current", Long.toString(1500 * MB));
    file("sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file %d\n".formatted(300 * MB));
    file("sys/fs/cgroup/a/b/memory.max", "max\n");
    file("sys/fs/cgroup/a/b/memory.current", Long.toString(1500 * MB));

    assertThat(availableMb()).isEqualTo(800);
  }

  @Test
  void aContainerThatSeesItsGroupAsTheMountIsLimitedToo() throws Exception {
    machine(5000);
    file("proc/self/cgroup", "0::/docker/1234\n");
    file("sys/fs/cgroup/memory.max", Long.toString(1000 * MB));
    file("sys/fs/cgroup/memory.current", Long.toString(100 * MB));

    assertThat(availableMb()).isEqualTo(900);
  }

  @Test
  void aLimitOfVersionOneCountsAndItsUnlimitedDoesNot() throws Exception {
    machine(5000);
    file("proc/self/cgroup", "9:name=systemd:/x\n4:cpu,memory:/x\n0::/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n");
    assertThat(availableMb()).isEqualTo(5000);

    file("sys/fs/cgroup/memory/x/memory.limit_in_bytes", Long.toString(700 * MB));
    file("sys/fs/cgroup/memory/x/memory.usage_in_bytes", Long.toString(600 * MB));
    file("sys/fs/cgroup/memory/x/memory.stat", "total_inactive_file " + 50 * MB);
    assertThat(availableMb()).isEqualTo(150);
  }

  @Test
  void aMachineThatDoesNotTellHasNoAnswer() {
    assertThat(new MachineMemory(root).available()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachineHasSome() {
    assertThat(MachineMemory.ofThisMachine().available().orElseThrow()).isPositive();
  }
}
