package io.vsd.draft.hotswap;

import java.util.Optional;
import java.util.Set;

/**
 * What the announcements ask of this service.
 *
 * @param checkpoint that should be active; empty when none was announced as stable
 * @param plainLineages chains of checkpoints none of which may be active
 */
public record Wish(Optional<WantedCheckpoint> checkpoint, Set<String> plainLineages) {

  /** Copies the set. */
  public Wish {
    plainLineages = Set.copyOf(plainLineages);
  }
}
