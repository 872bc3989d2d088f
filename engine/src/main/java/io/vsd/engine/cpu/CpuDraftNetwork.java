package io.vsd.engine.cpu;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.draft.DraftCache;
import io.vsd.engine.draft.DraftNetwork;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The draft on the CPU. Its sessions' forwards run one at a time, each on all threads. A row's bits
 * depend on its text alone, so that replaying a logged session drafts what was drafted.
 */
public final class CpuDraftNetwork implements DraftNetwork {
  private final DraftConfig config;
  private final TargetEmbedding embedding;
  private final int[] draftTokens;
  private final Team team;
  private final Arena arena;
  private final KvPool pool;
  private final DraftForward forward;
  private final ReentrantLock oneForward = new ReentrantLock();

  private CpuDraftNetwork(
      DraftCheckpoint checkpoint, TargetEmbedding embedding, DraftWeights weights, Team team) {
    this.config = checkpoint.config();
    this.embedding = embedding;
    this.draftTokens = checkpoint.draftTokens();
    this.team = team;
    this.arena = weights.arena();
    this.pool = new KvPool(new KvLayout(1, config.numKvHeads(), config.headDim()));
    this.forward = new DraftForward(config, weights, team);
  }

  /**
   * Packs a checkpoint's weights.
   *
   * @param embedding of the target, with the checkpoint's dimensions
   * @throws IllegalArgumentException if more threads are asked for than the machine has cores, or
   *     Java was started without the module that kernels are written with
   */
  public static CpuDraftNetwork load(
      DraftCheckpoint checkpoint, TargetEmbedding embedding, DeviceOptions options) {
    VectorModule.require();
    Team team = new Team(options.threads());
    Arena arena = Arena.ofShared();
    try {
      DraftWeights weights = DraftWeights.pack(checkpoint, options.precision(), team, arena);
      return new CpuDraftNetwork(checkpoint, embedding, weights, team);
    } catch (RuntimeException e) {
      team.close();
      arena.close();
      throw e;
    }
  }

  @Override
  public DraftCache openCache(int maxTokens) {
    return new CpuDraftCache(this);
  }

  DraftConfig config() {
    return config;
  }

  TargetEmbedding embedding() {
    return embedding;
  }

  /** Target id of each draft id; not to be changed. */
  int[] draftTokens() {
    return draftTokens;
  }

  /** The blocks of all sessions' caches; under the lock. */
  KvPool pool() {
    return pool;
  }

  /** What computes; under the lock. */
  DraftForward forward() {
    return forward;
  }

  /** Held by whoever computes, takes blocks or gives them back. */
  ReentrantLock lock() {
    return oneForward;
  }

  @Override
  public void close() {
    oneForward.lock();
    try {
      team.close();
      pool.close();
      arena.close();
    } finally {
      oneForward.unlock();
    }
  }
}
