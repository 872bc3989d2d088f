package io.vsd.draft.hotswap;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.InvalidCheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Fetched checkpoints on disk: a directory each, a pointer to the one that served last, and partial
 * downloads. Used by the swapper's thread only. The newest few are kept.
 */
public final class CheckpointCache {

  private static final Logger LOG = Logger.getLogger("io.vsd.draft");
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final String POINTER = "last-good";
  private static final int MAX_KEPT = 4;

  private final Path root;

  /** A cache in that directory, which is made when first needed. */
  public CheckpointCache(Path root) {
    this.root = root;
  }

  /** Whether a checkpoint id can be a file's name: ids come from outside. */
  static boolean isSafeName(String id) {
    return SAFE_NAME.matcher(id).matches();
  }

  /** A checkpoint that was fetched before and is still whole; a damaged one is thrown away. */
  Optional<DraftCheckpoint> find(String id) {
    if (!isSafeName(id)) {
      return Optional.empty();
    }
    var dir = root.resolve("checkpoints").resolve(id);
    try {
      return Files.isDirectory(dir) ? Optional.of(DraftCheckpoint.read(dir)) : Optional.empty();
    } catch (IOException | RuntimeException damaged) {
      LOG.warnf("cached checkpoint %s is damaged and thrown away: %s", dir, damaged.getMessage());
      delete(dir);
      return Optional.empty();
    }
  }

  /** The checkpoint that served last. */
  public Optional<DraftCheckpoint> lastGood() {
    try {
      var pointer = root.resolve(POINTER);
      return Files.isRegularFile(pointer)
          ? find(Files.readString(pointer).strip())
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Notes that a fetched checkpoint serves; older ones are let go. */
  void remember(String id) throws IOException {
    Files.createDirectories(root);
    var fresh = root.resolve(POINTER + ".tmp");
    Files.write(fresh, id.getBytes(StandardCharsets.UTF_8));
    Files.move(
        fresh,
        root.resolve(POINTER),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    prune(id);
  }

  /** The next start must not begin with a checkpoint of these lineages. */
  void forget(Set<String> lineages) {
    if (lineages.isEmpty()) {
      return;
    }
    try {
      var pointer = root.resolve(POINTER);
      if (Files.isRegularFile(pointer) && lineages.contains(lineageOf(pointer))) {
        Files.delete(pointer);
      }
    } catch (IOException stillThere) {
      LOG.warnf(
          "%s cannot be removed (%s): the next start begins with a withdrawn draft until it hears"
              + " the announcements",
          root.resolve(POINTER), stillThere.getMessage());
    }
  }

  private String lineageOf(Path pointer) throws IOException {
    var manifest =
        root.resolve("checkpoints")
            .resolve(Files.readString(pointer).strip())
            .resolve(DraftCheckpoint.MANIFEST_FILE);
    return Files.isRegularFile(manifest)
        ? CheckpointManifest.fromJson(Files.readString(manifest)).lineage()
        : "";
  }

  /** Where a download grows; kept over failures and restarts so that it can go on. */
  Path partial(CheckpointManifest manifest) throws IOException {
    var dir = Files.createDirectories(root.resolve("partial"));
    return dir.resolve(manifest.checkpointId() + "." + shortHash(manifest) + ".part");
  }

  /** Makes a whole download a checkpoint directory. */
  DraftCheckpoint install(CheckpointManifest manifest, Path weights)
      throws IOException, CheckpointRefusedException {
    var dir = Files.createDirectories(root.resolve("checkpoints")).resolve(manifest.checkpointId());
    delete(dir);
    try {
      return DraftCheckpoint.install(dir, manifest, weights);
    } catch (InvalidCheckpointException invalid) {
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.HASH, String.valueOf(invalid.getMessage()), invalid);
    } finally {
      Files.deleteIfExists(weights);
    }
  }

  private static String shortHash(CheckpointManifest manifest) {
    var hash = manifest.weightsSha256();
    return isSafeName(hash) ? hash.substring(0, Math.min(12, hash.length())) : "unknown";
  }

  private void prune(String keep) throws IOException {
    try (Stream<Path> dirs = Files.list(root.resolve("checkpoints"))) {
      List<Path> oldestFirst =
          dirs.filter(Files::isDirectory)
              .sorted(Comparator.comparingLong(CheckpointCache::modifiedMs))
              .toList();
      for (int i = 0; i < oldestFirst.size() - MAX_KEPT; i++) {
        if (!oldestFirst.get(i).endsWith(keep)) {
          delete(oldestFirst.get(i));
        }
      }
    }
    delete(root.resolve("partial"));
  }

  private static long modifiedMs(Path dir) {
    try {
      return Files.getLastModifiedTime(dir).toMillis();
    } catch (IOException gone) {
      return 0;
    }
  }

  private static void delete(Path dir) {
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException inUse) {
      // What cannot be deleted now is tried again at the next swap.
      return;
    }
  }
}
