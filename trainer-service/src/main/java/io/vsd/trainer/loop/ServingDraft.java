package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import io.vsd.trainer.roundlog.Announcer;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoint of a lineage serves, or none: then decoding is plain until one has been shown to
 * pay. Owned by the trainer's thread.
 */
final class ServingDraft {

  private final CheckpointRegistry registry;
  private final Announcer announcer;
  private final CheckpointManifest family;
  private @Nullable DraftCheckpoint checkpoint;

  /**
   * Serves nothing yet.
   *
   * @param family manifest of any checkpoint of the lineage
   */
  ServingDraft(CheckpointRegistry registry, Announcer announcer, CheckpointManifest family) {
    this.registry = registry;
    this.announcer = announcer;
    this.family = family;
  }

  @Nullable DraftCheckpoint checkpoint() {
    return checkpoint;
  }

  /** Name of the checkpoint; empty when none serves. */
  String id() {
    return checkpoint == null ? "" : checkpoint.manifest().checkpointId();
  }

  /** A checkpoint serves, or none, from now on. */
  void serve(@Nullable DraftCheckpoint next) {
    checkpoint = next;
  }

  /**
   * Serves the wanted checkpoint; where that is damaged or gone the newest other one that was
   * promoted, was not taken back and is whole; where there is none, none.
   */
  void serveWhole(String wanted, Collection<String> takenBack) throws IOException {
    checkpoint = null;
    if (wanted.isEmpty()) {
      return;
    }
    Optional<RegisteredCheckpoint> next = registry.find(wanted).or(() -> newestPromoted(takenBack));
    while (checkpoint == null && next.isPresent()) {
      checkpoint = registry.whole(next.get()).orElse(null);
      next = newestPromoted(takenBack);
    }
  }

  private Optional<RegisteredCheckpoint> newestPromoted(Collection<String> takenBack) {
    List<RegisteredCheckpoint> promoted =
        registry.entries().stream()
            .filter(e -> e.state().standing() == CheckpointStanding.STABLE)
            .filter(e -> !takenBack.contains(e.id()))
            .toList();
    return promoted.isEmpty() ? Optional.empty() : Optional.of(promoted.getLast());
  }

  /** The manifest of a checkpoint frozen now. */
  CheckpointManifest child(String childId) {
    return family.child(childId, id());
  }

  /** Tells the drafts. */
  void announce(String lineage) {
    if (checkpoint == null) {
      announcer.announcePlain(lineage, family);
    } else {
      announcer.announce(lineage, checkpoint.manifest(), CheckpointStanding.STABLE);
    }
  }
}
