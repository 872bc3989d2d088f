package io.vsd.trainer.registry;

import io.vsd.engine.checkpoint.Attachment;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final List<String> CHECKPOINT_FILES =
      List.of(DraftCheckpoint.WEIGHTS_FILE, DraftCheckpoint.MANIFEST_FILE, TrainerState.FILE);

  private final Path root;
  private final int keep;
  private final SetAside setAside;
  private final Set<String> suspects = ConcurrentHashMap.newKeySet();
  private volatile List<RegisteredCheckpoint> entries = List.of();

  private CheckpointRegistry(Path root, int keep, SetAside setAside) {
    this.root = root;
    this.keep = keep;
    this.setAside = setAside;
  }

  /**
   * Opens, or creates, the registry. Directories whose manifest or state cannot be read are set
   * aside.
   *
   * @param keep checkpoints to keep besides the ones that serve or served last
   */
  public static CheckpointRegistry open(Path root, int keep) throws IOException {
    Files.createDirectories(root);
    CheckpointRegistry registry = new CheckpointRegistry(root, keep, SetAside.in(root));
    registry.readEntries();
    return registry;
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

  /**
   * A checkpoint with every file as it was written; empty when it is damaged, and then set aside.
   */
  public Optional<DraftCheckpoint> whole(RegisteredCheckpoint entry) throws IOException {
    try {
      return Optional.of(verified(entry));
    } catch (IOException | RuntimeException damaged) {
      setAside(entry.directory(), String.valueOf(damaged.getMessage()));
      return Optional.empty();
    }
  }

  /** Sets a checkpoint aside for a reason found while it was used. */
  public void setAside(RegisteredCheckpoint entry, String reason) throws IOException {
    setAside(entry.directory(), reason);
  }

  /**
   * Whether what {@link #whole} found right can be trusted for every file; not so for directories
   * of earlier versions.
   */
  public boolean hasSums(RegisteredCheckpoint entry) {
    return CheckpointSums.isIn(entry.directory());
  }

  /** Damaged checkpoints that were set aside and are still there. */
  public List<Damage> damages() {
    return setAside.damages();
  }

  /** A reader found a checkpoint damaged; may be called by any thread. */
  public void suspect(String id) {
    suspects.add(id);
  }

  /** Sets aside what readers rightly suspected. */
  public void setAsideSuspects() throws IOException {
    for (String id : Set.copyOf(suspects)) {
      Optional<RegisteredCheckpoint> entry = find(id);
      if (entry.isPresent()) {
        whole(entry.get());
      }
      suspects.remove(id);
    }
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
    files.put(CheckpointSums.FILE, CheckpointSums.attachment());
    Path directory = root.resolve(id);
    if (Files.exists(directory)) {
      // It holds nothing of a checkpoint, or it would be known: make room for it.
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
    // Where a damaged newest one falls back to, with what served then.
    entries.stream()
        .skip(Math.max(0, entries.size() - keep))
        .forEach(e -> needed.addAll(List.of(e.id(), e.state().stableId())));
    List<RegisteredCheckpoint> obsolete =
        entries.stream().filter(e -> !needed.contains(e.id())).toList();
    entries = entries.stream().filter(e -> needed.contains(e.id())).toList();
    for (RegisteredCheckpoint entry : obsolete) {
      removeDirectory(entry.directory());
    }
  }

  private void readEntries() throws IOException {
    List<RegisteredCheckpoint> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(root)) {
      for (Path directory : all.filter(this::isCheckpoint).sorted().toList()) {
        try {
          found.add(readEntry(directory));
        } catch (IOException | RuntimeException damaged) {
          setAside(directory, String.valueOf(damaged.getMessage()));
        }
      }
    }
    found.sort(Comparator.comparingLong(e -> e.state().sequence()));
    entries = List.copyOf(found);
  }

  /** By any of its files, or by its name: what is left of a checkpoint is one, too. */
  private boolean isCheckpoint(Path path) {
    String name = path.getFileName().toString();
    return SAFE_NAME.matcher(name).matches()
        && !name.equals(SetAside.DIRECTORY)
        && Files.isDirectory(path)
        && (name.startsWith(root.getFileName() + "-")
            || CHECKPOINT_FILES.stream().anyMatch(f -> Files.exists(path.resolve(f))));
  }

  private static RegisteredCheckpoint readEntry(Path directory) throws IOException {
    for (String file : CHECKPOINT_FILES) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        throw new IOException(file + " is missing");
      }
    }
    CheckpointManifest manifest =
        CheckpointManifest.fromJson(
            Files.readString(directory.resolve(DraftCheckpoint.MANIFEST_FILE)));
    TrainerState state = TrainerState.read(directory.resolve(TrainerState.FILE));
    if (!manifest.checkpointId().equals(directory.getFileName().toString())) {
      throw new IOException("its manifest is that of " + manifest.checkpointId());
    }
    return new RegisteredCheckpoint(directory, manifest, state);
  }

  private static DraftCheckpoint verified(RegisteredCheckpoint entry) throws IOException {
    if (CheckpointSums.isIn(entry.directory())) {
      CheckpointSums.verify(entry.directory());
    } else if (entry.state().sequence() > 0 && entry.optimizerFile().isEmpty()) {
      throw new IOException(RegisteredCheckpoint.OPTIMIZER_FILE + " is missing");
    }
    return DraftCheckpoint.read(entry.directory());
  }

  private void setAside(Path directory, String reason) throws IOException {
    entries = entries.stream().filter(e -> !e.directory().equals(directory)).toList();
    if (Files.isDirectory(directory)) {
      Damage damage = setAside.take(directory, reason);
      LOG.errorf(
          "checkpoint %s is damaged and set aside as %s: %s",
          damage.id(), damage.directory(), damage.reason());
    } else {
      LOG.errorf("checkpoint %s is gone", directory);
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
