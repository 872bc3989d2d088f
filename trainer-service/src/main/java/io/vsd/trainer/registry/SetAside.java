package io.vsd.trainer.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Damaged checkpoint directories of one registry, kept in a subdirectory for people to look at and
 * remove. Written by one thread; read by any.
 */
final class SetAside {

  static final String DIRECTORY = "set-aside";

  private static final String REASON_FILE = "damage.txt";

  private final Path root;
  private volatile List<Damage> damages;

  private SetAside(Path root, List<Damage> damages) {
    this.root = root;
    this.damages = damages;
  }

  /** What was set aside in that registry before. */
  static SetAside in(Path registry) throws IOException {
    Path root = registry.resolve(DIRECTORY);
    List<Damage> found = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (Stream<Path> directories = Files.list(root)) {
        for (Path directory : directories.sorted().toList()) {
          Path reason = directory.resolve(REASON_FILE);
          found.add(
              new Damage(
                  directory.getFileName().toString(),
                  directory,
                  Files.isRegularFile(reason) ? Files.readString(reason).strip() : "damaged"));
        }
      }
    }
    return new SetAside(root, List.copyOf(found));
  }

  List<Damage> damages() {
    return damages.stream().filter(d -> Files.exists(d.directory())).toList();
  }

  /** Moves a checkpoint directory here. */
  Damage take(Path directory, String reason) throws IOException {
    String name = directory.getFileName().toString();
    Files.createDirectories(root);
    Path place = root.resolve(name);
    for (int i = 2; Files.exists(place); i++) {
      place = root.resolve(name + "." + i);
    }
    Files.move(directory, place);
    Files.writeString(place.resolve(REASON_FILE), reason + "\n");
    Damage damage = new Damage(name, place, reason);
    damages = Stream.concat(damages.stream(), Stream.of(damage)).toList();
    return damage;
  }
}
