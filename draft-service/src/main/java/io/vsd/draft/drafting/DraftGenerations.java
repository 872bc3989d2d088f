package io.vsd.draft.drafting;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The draft that new rounds use, and the ones before it that sessions still hold. A swap replaces
 * one reference; a replaced generation is closed on the device thread when its last session has
 * left. Thread-safe.
 */
public final class DraftGenerations {

  private final DeviceThread device;
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

  /** No generation yet. */
  public DraftGenerations(DeviceThread device) {
    this.device = device;
  }

  /** Makes a draft the active one, or none. */
  public void swap(@Nullable DraftPort next) {
    lock.lock();
    try {
      var old = active;
      active = next == null ? null : new Generation(next);
      if (old != null) {
        retired.add(old);
        freeIfLast(old);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Holds the active generation, if there is one. */
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

  /** Version of the active draft; empty when there is none. */
  public String activeVersion() {
    var current = active;
    return current == null ? "" : current.draft.version();
  }

  /** Versions that sessions hold, oldest first. */
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
