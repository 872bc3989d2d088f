package io.vsd.draft.generation;

import io.vsd.draft.hotswap.DraftSwapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Closed until the model's files are read: the gRPC server listens earlier, and reading files on
 * its event loop would stall it. Thread-safe.
 */
public final class FrontDoor {

  private volatile @Nullable Inside inside;

  /**
   * What is behind the door.
   *
   * @param parts what every request uses
   * @param swapper what the status tells of
   */
  record Inside(ServingParts parts, DraftSwapper swapper) {}

  /** Lets requests in. */
  public void open(ServingParts parts, DraftSwapper swapper) {
    inside = new Inside(parts, swapper);
  }

  /** Whether requests are let in. */
  public boolean isOpen() {
    return inside != null;
  }

  Optional<Inside> inside() {
    return Optional.ofNullable(inside);
  }
}
