package io.vsd.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the files of one cluster lie, so that several clusters run in one checkout.
 *
 * @param name what {@code --cluster} calls it
 * @param fileDir directory of {@code cluster.json}
 * @param stateDir directory of its log data, registry and logs
 */
public record ClusterHome(String name, Path fileDir, Path stateDir) {
  /** The cluster that commands mean when none is named. */
  public static final String DEFAULT = "local";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final String NAMED = "clusters";

  /**
   * The home of a cluster below the directory that holds everything that running leaves behind.
   *
   * @throws IllegalArgumentException if the name would not do as a directory's
   */
  public static ClusterHome of(Path vsdDir, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--cluster wants letters, digits, '.', '_' and '-', at most 40, not '" + name + "'");
    }
    if (name.equals(DEFAULT)) {
      return new ClusterHome(name, vsdDir, vsdDir.resolve(DEFAULT));
    }
    Path dir = vsdDir.resolve(NAMED).resolve(name);
    return new ClusterHome(name, dir, dir);
  }

  /** Names of the clusters that run, the default one first. */
  public static List<String> running(Path vsdDir) throws IOException {
    List<String> names = new ArrayList<>(List.of(DEFAULT));
    Path named = vsdDir.resolve(NAMED);
    if (Files.isDirectory(named)) {
      try (Stream<Path> dirs = Files.list(named)) {
        dirs.map(d -> d.getFileName().toString())
            .filter(n -> NAME.matcher(n).matches())
            .sorted()
            .forEach(names::add);
      }
    }
    List<String> running = new ArrayList<>();
    for (String name : names) {
      if (of(vsdDir, name).cluster().isPresent()) {
        running.add(name);
      }
    }
    return List.copyOf(running);
  }

  /** The cluster, if any process of it runs. */
  public Optional<ClusterState> cluster() throws IOException {
    return ClusterState.running(fileDir);
  }

  /** Option that reaches it, with a space before it; nothing for the default one. */
  public String option() {
    return name.equals(DEFAULT) ? "" : " --cluster " + name;
  }
}
