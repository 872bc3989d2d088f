package io.vsd.engine.cpu;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.draft.DraftCache;
import io.vsd.engine.draft.DraftNetwork;
import io.vsd.engine.draft.DraftRows;
import io.vsd.engine.draft.Ranking;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The draft on the CPU. Its sessions' forwards run one at a time, each on all threads. A row's bits
 * depend on its text alone, so that replaying a logged session drafts what was drafted.
 */
public final class CpuDraftNetwork implements DraftNetwork {
  private static final Duration WARM_UP = Duration.ofMillis(1500);
  private static final int[] WARM_ROWS = {1, 2, 3, 4, 5, 6};
  private static final int WARM_TEXT = 64;

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
   * Packs a checkpoint's weights and warms up.
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
      CpuDraftNetwork network = new CpuDraftNetwork(checkpoint, embedding, weights, team);
      network.warmUp();
      return network;
    } catch (RuntimeException e) {
      team.close();
      arena.close();
      throw e;
    }
  }

  private void warmUp() {
    byte[] features = new byte[6 * config.hiddenSize() * WARM_TEXT];
    try (DraftCache cache = openCache(WARM_TEXT)) {
      cache.extend(new int[WARM_TEXT], features);
      WarmUp.run(
          WARM_ROWS,
          WARM_UP,
          rows -> {
            try (DraftRows tree = cache.startTree()) {
              tree.expand(new int[rows], new int[rows]);
              tree.rank(Ranking.byProbability(), 1);
            }
          });
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
