package io.vsd.local.ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who listens on a port, as Linux' /proc tells it (proc(5), files net/tcp and net/tcp6). */
final class PortHolder {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";

  private PortHolder() {}

  /**
   * Name and id of the process that listens there; empty where /proc does not tell, such as for
   * another user's process.
   */
  static Optional<String> of(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      inodes(lines(PROC.resolve(table)), port)
          .forEach(inode -> sockets.add("socket:[" + inode + "]"));
    }
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(p -> p.getFileName().toString().matches("\\d+"))
          .filter(p -> holds(p, sockets))
          .findFirst()
          .map(p -> name(p) + " (process " + p.getFileName() + ")");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Inodes of the sockets that listen on the port, from the lines of one table. */
  static Set<String> inodes(List<String> lines, int port) {
    String suffix = String.format(":%04X", port);
    Set<String> inodes = new HashSet<>();
    for (String line : lines) {
      String[] columns = line.strip().split("\\s+");
      if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTENING)) {
        inodes.add(columns[9]);
      }
    }
    return inodes;
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return descriptors.anyMatch(d -> sockets.contains(target(d)));
    } catch (IOException | UncheckedIOException e) {
      // Another user's process, or one that has just ended.
      return false;
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      // No such table: this family or this system has none.
      return List.of();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String name(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "a process";
    }
  }
}
