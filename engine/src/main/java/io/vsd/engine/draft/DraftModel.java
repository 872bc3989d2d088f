package io.vsd.engine.draft;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.model.DeviceOptions;

/**
 * One immutable generation of the draft: a checkpoint's weights on a device. Native memory is freed
 * when the model has been closed and its last session has left, whichever comes later, so a swap
 * closes the old generation at once and running sessions lose nothing. Thread safe.
 */
public final class DraftModel implements AutoCloseable {

  private final DraftProgram program;
  private final CheckpointManifest manifest;
  private final DraftConfig config;
  private final TargetEmbedding embedding;
  private final int[] draftTokens;
  private int holders = 1;
  private boolean closed;

  private DraftModel(DraftProgram program, DraftCheckpoint checkpoint, TargetEmbedding embedding) {
    this.program = program;
    this.manifest = checkpoint.manifest();
    this.config = checkpoint.config();
    this.embedding = embedding;
    this.draftTokens = checkpoint.draftTokens();
  }

  /**
   * Puts a checkpoint's weights on a device. Validate it first: a faulty one fails here without
   * saying much.
   *
   * @throws IllegalArgumentException when the embedding has other dimensions than the checkpoint
   */
  public static DraftModel load(
      DraftCheckpoint checkpoint, TargetEmbedding embedding, DeviceOptions options) {
    DraftConfig c = checkpoint.config();
    if (embedding.hiddenSize() != c.hiddenSize() || embedding.vocabSize() != c.vocabSize()) {
      throw new IllegalArgumentException(
          "the embedding is [%d, %d], the draft expects [%d, %d]"
              .formatted(
                  embedding.vocabSize(), embedding.hiddenSize(), c.vocabSize(), c.hiddenSize()));
    }
    return new DraftModel(DraftProgram.load(checkpoint, options), checkpoint, embedding);
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

  /** Whether the native memory is gone. */
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
      program.close();
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

  DraftProgram program() {
    return program;
  }

  TargetEmbedding embedding() {
    return embedding;
  }

  /** Target id of each draft id; not to be changed. */
  int[] draftTokens() {
    return draftTokens;
  }
}
