package io.vsd.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * State directories of clusters that live as long as one command: one for each process, so that
 * several commands run at once. Those of processes that are gone stay until the next command, since
 * their logs may say why they ended.
 */
final class TemporaryState {
  private TemporaryState() {}

  /** A directory for this process; removes those of processes that are gone. */
  static Path directory(Path vsdDir) throws IOException {
    Path all = Files.createDirectories(vsdDir.resolve("temporary"));
    List<Path> old;
    try (Stream<Path> dirs = Files.list(all)) {
      old = dirs.filter(d -> !isAlive(d.getFileName().toString())).toList();
    }
    for (Path dir : old) {
      Trees.delete(dir);
    }
    Path own = all.resolve(Long.toString(ProcessHandle.current().pid()));
    Trees.delete(own);
    return own;
  }

  private static boolean isAlive(String pid) {
    return pid.matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }
}
