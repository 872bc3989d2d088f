package io.vsd.engine.draft;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;

/**
 * One immutable generation of the draft: a checkpoint's weights on a device. Its memory is freed
 * when the model has been closed and its last session has left, whichever comes later, so a swap
 * closes the old generation at once and running sessions lose nothing. Thread safe.
 */
public final class DraftModel implements AutoCloseable {

  private final DraftNetwork network;
  private final CheckpointManifest manifest;
  private final DraftConfig config;
  private final int[] draftTokens;
  private int holders = 1;
  private boolean closed;

  /**
   * A generation on a backend's network.
   *
   * @param network made of this checkpoint; this model closes it
   */
  public DraftModel(DraftCheckpoint checkpoint, DraftNetwork network) {
    this.network = network;
    this.manifest = checkpoint.manifest();
    this.config = checkpoint.config();
    this.draftTokens = checkpoint.draftTokens();
  }

  /** The checkpoint's id. */
  public String version() {
    return manifest.checkpointId();
  }

  /** The checkpoint's manifest. */
  public CheckpointManifest manifest() {
    return manifest;
  }

  /** The network's dimensions. */
  public DraftConfig config() {
    return config;
  }

  /**
   * Opens a session that may commit this many tokens. The session has one owner thread at a time.
   *
   * @throws IllegalStateException when the model has been closed; take the generation that follows
   */
  public DraftSession openSession(int maxTokens) {
    retain();
    try {
      return new DraftSession(this, maxTokens);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /** Sessions that are open, for metrics. */
  public synchronized int openSessions() {
    return closed ? holders : holders - 1;
  }

  /** Whether its memory is gone. */
  public synchronized boolean isFreed() {
    return holders == 0;
  }

  private synchronized void retain() {
    if (closed) {
      throw new IllegalStateException("draft " + version() + " has been closed");
    }
    holders++;
  }

  /** Called once by each session that leaves. */
  synchronized void release() {
    holders--;
    if (holders == 0) {
      network.close();
    }
  }

  /** No more sessions; memory is freed when the open ones have left. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }

  DraftNetwork network() {
    return network;
  }

  /** Target id of each draft id; not to be changed. */
  int[] draftTokens() {
    return draftTokens;
  }
}
