package io.vsd.draft.drafting;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The draft that new rounds use, and the ones before it that sessions still hold. Where no
 * checkpoint serves, sessions draft from what they can look up in their own text. A swap replaces
 * one reference; a replaced generation is closed on the device thread when its last session has
 * left. Thread-safe.
 */
public final class DraftGenerations implements AutoCloseable {

  private final DeviceThread device;
  private final Supplier<DraftPort> withoutCheckpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Generation> retired = new ArrayList<>();
  private volatile @Nullable Generation active;

  private static final class Generation {
    private final DraftPort draft;
    private int leases;

    Generation(DraftPort draft) {
      this.draft = draft;
    }
  }

  /** A session's hold on one generation; closed once, by the device thread. */
  public final class Lease implements AutoCloseable {
    private final Generation generation;
    private boolean released;

    private Lease(Generation generation) {
      this.generation = generation;
    }

    /** The draft held. */
    public DraftPort draft() {
      return generation.draft;
    }

    /** Whether rounds still use this generation. */
    public boolean isActive() {
      return generation == active;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!released) {
          released = true;
          generation.leases--;
          freeIfLast(generation);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * No checkpoint yet.
   *
   * @param withoutCheckpoint makes the draft of those times
   */
  public DraftGenerations(DeviceThread device, Supplier<DraftPort> withoutCheckpoint) {
    this.device = device;
    this.withoutCheckpoint = withoutCheckpoint;
    this.active = new Generation(withoutCheckpoint.get());
  }

  /** Makes a draft the active one. */
  public void swap(DraftPort next) {
    replace(new Generation(next));
  }

  /** No checkpoint serves any more. */
  public void withdraw() {
    replace(new Generation(withoutCheckpoint.get()));
  }

  /** Nothing drafts any more. */
  @Override
  public void close() {
    replace(null);
  }

  private void replace(@Nullable Generation next) {
    lock.lock();
    try {
      var old = active;
      active = next;
      if (old != null) {
        retired.add(old);
        freeIfLast(old);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Holds the active generation; empty after the end. */
  public Optional<Lease> acquire() {
    lock.lock();
    try {
      var current = active;
      if (current == null) {
        return Optional.empty();
      }
      current.leases++;
      return Optional.of(new Lease(current));
    } finally {
      lock.unlock();
    }
  }

  /** Whether the active draft makes anything of the target's features. */
  public boolean usesFeatures() {
    var current = active;
    return current != null && current.draft.usesFeatures();
  }

  /** The checkpoint of the active draft; empty when there is none. */
  public String activeVersion() {
    var current = active;
    return current == null ? "" : current.draft.version();
  }

  /** Checkpoints that sessions hold, oldest first. */
  public List<String> liveVersions() {
    lock.lock();
    try {
      var live = new ArrayList<String>();
      for (var generation : retired) {
        live.add(generation.draft.version());
      }
      var current = active;
      if (current != null && current.leases > 0) {
        live.add(current.draft.version());
      }
      live.removeIf(String::isEmpty);
      return live;
    } finally {
      lock.unlock();
    }
  }

  private void freeIfLast(Generation generation) {
    if (generation != active && generation.leases == 0 && retired.remove(generation)) {
      device.cleanUp(generation.draft::close);
    }
  }
}
