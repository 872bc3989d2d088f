package io.vsd.trainer.registry;

import io.vsd.engine.checkpoint.Attachment;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The checkpoints of one lineage under one directory. Written by the trainer's thread only; read by
 * any.
 *
 * <p>Memory holds an immutable list of what is there, so readers never see a directory half written
 * or half removed.
 */
public final class CheckpointRegistry {

  private static final Logger LOG = Logger.getLogger(CheckpointRegistry.class);
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Path root;
  private final int keep;
  private volatile List<RegisteredCheckpoint> entries;

  private CheckpointRegistry(Path root, int keep, List<RegisteredCheckpoint> entries) {
    this.root = root;
    this.keep = keep;
    this.entries = entries;
  }

  /**
   * Opens, or creates, the registry.
   *
   * @param keep checkpoints to keep besides the ones that serve or served last
   */
  public static CheckpointRegistry open(Path root, int keep) throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> directories = Files.list(root)) {
      List<RegisteredCheckpoint> found =
          directories
              .filter(d -> SAFE_NAME.matcher(d.getFileName().toString()).matches())
              .map(CheckpointRegistry::readEntry)
              .flatMap(Optional::stream)
              .sorted(Comparator.comparingLong(e -> e.state().sequence()))
              .toList();
      return new CheckpointRegistry(root, keep, found);
    }
  }

  /** All checkpoints, oldest first. */
  public List<RegisteredCheckpoint> entries() {
    return entries;
  }

  /** Where a restarted trainer goes on. */
  public Optional<RegisteredCheckpoint> newest() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getLast());
  }

  /** The checkpoint of that name. */
  public Optional<RegisteredCheckpoint> find(String id) {
    return entries.stream().filter(e -> e.id().equals(id)).findFirst();
  }

  /** What is thought of a checkpoint today. */
  public CheckpointStanding standing(RegisteredCheckpoint entry) {
    boolean takenBack =
        newest().map(n -> n.state().rolledBack().contains(entry.id())).orElse(false);
    return takenBack ? CheckpointStanding.ROLLED_BACK : entry.state().standing();
  }

  /**
   * Adds a checkpoint: the whole directory or nothing, synced to disk. Afterwards removes the
   * oldest ones that nobody needs.
   *
   * @param optimizer writes the optimiser's file; empty for an initial checkpoint
   * @return the checkpoint with hash and size of its weights
   */
  public DraftCheckpoint add(
      DraftCheckpoint checkpoint, TrainerState state, Optional<Attachment> optimizer)
      throws IOException {
    String id = checkpoint.manifest().checkpointId();
    if (!SAFE_NAME.matcher(id).matches()) {
      throw new IOException("a checkpoint cannot be named '" + id + "'");
    }
    Map<String, Attachment> files = new LinkedHashMap<>();
    optimizer.ifPresent(o -> files.put(RegisteredCheckpoint.OPTIMIZER_FILE, o));
    files.put(TrainerState.FILE, state::write);
    Path directory = root.resolve(id);
    if (Files.exists(directory)) {
      // Not readable when the registry was opened, or it would be known: make room for it.
      removeDirectory(directory);
    }
    DraftCheckpoint written = checkpoint.write(directory, files);
    var entry = new RegisteredCheckpoint(directory, written.manifest(), state);
    entries = Stream.concat(entries.stream(), Stream.of(entry)).toList();
    prune();
    return written;
  }

  private void prune() throws IOException {
    Set<String> needed = new HashSet<>();
    newest()
        .ifPresent(
            newest -> {
              needed.add(newest.id());
              needed.add(newest.state().stableId());
              find(newest.state().stableId()).ifPresent(s -> needed.add(s.manifest().parentId()));
            });
    entries.stream().skip(Math.max(0, entries.size() - keep)).forEach(e -> needed.add(e.id()));
    List<RegisteredCheckpoint> obsolete =
        entries.stream().filter(e -> !needed.contains(e.id())).toList();
    entries = entries.stream().filter(e -> needed.contains(e.id())).toList();
    for (RegisteredCheckpoint entry : obsolete) {
      removeDirectory(entry.directory());
    }
  }

  private static Optional<RegisteredCheckpoint> readEntry(Path directory) {
    Path manifest = directory.resolve(DraftCheckpoint.MANIFEST_FILE);
    Path state = directory.resolve(TrainerState.FILE);
    if (!Files.isRegularFile(manifest) || !Files.isRegularFile(state)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RegisteredCheckpoint(
              directory,
              CheckpointManifest.fromJson(Files.readString(manifest)),
              TrainerState.read(state)));
    } catch (IOException e) {
      LOG.warnf("checkpoint %s cannot be read and is left out: %s", directory, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Moves the directory away in one step, then deletes it, so that a crash leaves no half of it.
   */
  private void removeDirectory(Path directory) throws IOException {
    Path doomed = root.resolve(".removed-" + directory.getFileName());
    if (Files.exists(doomed)) {
      deleteTree(doomed);
    }
    Files.move(directory, doomed);
    deleteTree(doomed);
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
