package io.vsd.local.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What Linux says is left for further processes: the kernel's estimate for the machine
 * (MemAvailable, proc(5)) and, where a control group limits this process, what is left of that
 * (memory.max of version 2, memory.limit_in_bytes of version 1, of the group and of each above it).
 * The page cache counts as free in both, since the kernel drops it for processes.
 */
public final class MachineMemory {
  /** Version 1 says "no limit" with the largest page-aligned number. */
  private static final long UNLIMITED = Long.MAX_VALUE / 2;

  private final Path root;

  MachineMemory(Path root) {
    this.root = root;
  }

  /** Of this machine. */
  public static MachineMemory ofThisMachine() {
    return new MachineMemory(Path.of("/"));
  }

  /** Bytes that new processes may use; empty where the system does not tell, such as on macOS. */
  public OptionalLong available() {
    long least = Long.MAX_VALUE;
    OptionalLong machine = field(root.resolve("proc/meminfo"), "MemAvailable:");
    if (machine.isPresent()) {
      least = 1024 * machine.getAsLong();
    }
    for (String group : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = group.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (parts[0].equals("0") && parts[1].isEmpty()) {
        least = Math.min(least, left(root.resolve("sys/fs/cgroup"), parts[2], Version.TWO));
      } else if (List.of(parts[1].split(",")).contains("memory")) {
        least = Math.min(least, left(root.resolve("sys/fs/cgroup/memory"), parts[2], Version.ONE));
      }
    }
    return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
  }

  private enum Version {
    ONE("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    TWO("memory.max", "memory.current", "inactive_file");

    private final String limit;
    private final String usage;
    private final String cache;

    Version(String limit, String usage, String cache) {
      this.limit = limit;
      this.usage = usage;
      this.cache = cache;
    }
  }

  /** What the tightest of the groups from this one up to the mount leaves. */
  private static long left(Path mount, String group, Version version) {
    long least = Long.MAX_VALUE;
    for (Path dir : upwards(mount, group)) {
      OptionalLong limit = number(dir.resolve(version.limit));
      OptionalLong usage = number(dir.resolve(version.usage));
      if (limit.isPresent() && usage.isPresent() && limit.getAsLong() < UNLIMITED) {
        long cache = field(dir.resolve("memory.stat"), version.cache).orElse(0);
        least = Math.min(least, Math.max(0, limit.getAsLong() - usage.getAsLong() + cache));
      }
    }
    return least;
  }

  /** The group's directory and those above it; a container may see its own group as the mount. */
  private static List<Path> upwards(Path mount, String group) {
    List<Path> dirs = new ArrayList<>();
    Path dir = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    while (dir != null && dir.startsWith(mount)) {
      dirs.add(dir);
      dir = dir.equals(mount) ? null : dir.getParent();
    }
    return dirs;
  }

  private static OptionalLong number(Path file) {
    return lines(file).stream()
        .map(String::strip)
        .filter(l -> l.matches("\\d{1,19}"))
        .mapToLong(MachineMemory::parse)
        .findFirst();
  }

  private static OptionalLong field(Path file, String name) {
    return lines(file).stream()
        .map(l -> l.strip().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals(name))
        .filter(words -> words[1].matches("\\d{1,19}"))
        .mapToLong(words -> parse(words[1]))
        .findFirst();
  }

  private static long parse(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      // 19 digits above the largest long: no limit.
      return Long.MAX_VALUE;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      // Not there: this system, or this version of control groups, has none.
      return List.of();
    }
  }
}
