package io.vsd.engine.draft;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NgramTable;
import org.jspecify.annotations.Nullable;

/**
 * One immutable generation of the draft: a checkpoint's network on a device, its table, and how far
 * its experts are trusted. Its memory is freed when the model has been closed and its last session
 * has left, whichever comes later, so a swap closes the old generation at once and running sessions
 * lose nothing. Thread safe.
 */
public final class DraftModel implements AutoCloseable {

  private static final int BYTES_OF_A_FEATURE = 2;

  private final String version;
  private final LearnedExperts experts;
  private final @Nullable NetworkPart part;
  private int holders = 1;
  private boolean closed;

  /** The network and what belongs to it. */
  private record NetworkPart(
      DraftNetwork network,
      DraftConfig config,
      int[] draftTokens,
      NetworkLaw.Vocabulary vocabulary) {}

  private DraftModel(String version, LearnedExperts experts, @Nullable NetworkPart part) {
    this.version = version;
    this.experts = experts;
    this.part = part;
  }

  /**
   * A generation on a backend's network.
   *
   * @param network made of this checkpoint; this model closes it
   */
  public static DraftModel of(DraftCheckpoint checkpoint, DraftNetwork network) {
    int[] draftTokens = checkpoint.draftTokens();
    DraftConfig config = checkpoint.config();
    return new DraftModel(
        checkpoint.manifest().checkpointId(),
        checkpoint.experts().orElseGet(LearnedExperts::none),
        new NetworkPart(
            network,
            config,
            draftTokens,
            NetworkLaw.Vocabulary.of(draftTokens, config.vocabSize())));
  }

  /** A generation of a checkpoint that holds no network. */
  public static DraftModel withoutNetwork(DraftCheckpoint checkpoint) {
    return new DraftModel(
        checkpoint.manifest().checkpointId(),
        checkpoint.experts().orElseGet(LearnedExperts::none),
        null);
  }

  /** Without a checkpoint: what a session can look up in its own text. */
  public static DraftModel lookupOnly() {
    return new DraftModel("", LearnedExperts.none(), null);
  }

  /** The checkpoint's id; empty where there is none. */
  public String version() {
    return version;
  }

  /** Bytes of a token's features that sessions take, 0 without a network. */
  public int featureBytes() {
    return part == null ? 0 : 3 * part.config().hiddenSize() * BYTES_OF_A_FEATURE;
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
    if (holders == 0 && part != null) {
      part.network().close();
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

  @Nullable DraftNetwork network() {
    return part == null ? null : part.network();
  }

  /**
   * Checks rows before a session takes them.
   *
   * @throws IllegalArgumentException when sizes differ or a token is unknown
   */
  void requireRows(int[] nextTokens, byte[] features) {
    long expected = (long) nextTokens.length * featureBytes();
    if (features.length != expected) {
      throw new IllegalArgumentException(
          "%d bytes of features for %d tokens, expected %d"
              .formatted(features.length, nextTokens.length, expected));
    }
    int vocabSize = networkPart().config().vocabSize();
    for (int token : nextTokens) {
      if (token < 0 || token >= vocabSize) {
        throw new IllegalArgumentException(
            "token %d is outside the vocabulary of %d".formatted(token, vocabSize));
      }
    }
  }

  NgramTable table() {
    return experts.table();
  }

  Mixture mixture() {
    return experts.mixture();
  }

  /** Target id of each draft id; not to be changed. */
  int[] draftTokens() {
    return networkPart().draftTokens();
  }

  NetworkLaw.Vocabulary vocabulary() {
    return networkPart().vocabulary();
  }

  private NetworkPart networkPart() {
    if (part == null) {
      throw new IllegalStateException("draft " + version + " has no network");
    }
    return part;
  }
}
