package io.vsd.engine.cpu;

import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.PrefixScope;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetFingerprint;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.model.WeightTimes;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The target on the CPU. The rows of all requests go through the network together, and a row has
 * the same bits whatever is computed beside it. Not thread-safe: one owner thread.
 */
public final class CpuTargetModel implements TargetModel {
  private static final Duration WARM_UP = Duration.ofMillis(2500);

  /** Few rows and many: what is done by one thread and by all. */
  private static final int[] WARM_ROWS = {1, 2, 5, 16};

  private final ModelConfig config;
  private final String fingerprint;
  private final Team team;
  private final Arena arena;
  private final KvPool pool;
  private final PrefixCache prefixes;
  private final Decoder decoder;
  private final WeightTimes weightTimes;
  private final LogitMemory logitMemory;
  private boolean closed;

  private CpuTargetModel(
      ModelConfig config, DecoderWeights weights, String fingerprint, Team team, Arena arena) {
    this.config = config;
    this.team = team;
    this.arena = arena;
    this.pool = new KvPool(Decoder.layout(config));
    this.prefixes = new PrefixCache(pool);
    this.decoder = new Decoder(config, weights, featureLayers(), team);
    this.weightTimes = new DecoderTimes(weights, team);
    this.logitMemory = new LogitMemory(config.vocabSize());
    this.fingerprint = fingerprint;
  }

  /**
   * Packs a model's weights and warms up; the directory may be closed afterwards.
   *
   * @throws IllegalArgumentException if more threads are asked for than the machine has cores, or
   *     Java was started without the module that kernels are written with
   */
  public static CpuTargetModel load(ModelDirectory directory, DeviceOptions options) {
    VectorModule.require();
    Team team = new Team(options.threads());
    Arena arena = Arena.ofShared();
    ModelConfig config = directory.config();
    // All three at once: each leaves a core idle for some of its time.
    CompletableFuture<Void> kernels =
        KernelWarmUp.begin(
            DecoderWeights.forms(directory.weights(), options.precision()), Decoder.layout(config));
    FutureTask<String> fingerprint =
        new FutureTask<>(() -> TargetFingerprint.of(directory, options));
    Thread.ofPlatform().name("vsd-fingerprint").daemon().start(fingerprint);
    try {
      DecoderWeights weights =
          DecoderWeights.pack(config, directory.weights(), options.precision(), team, arena);
      CpuTargetModel model = new CpuTargetModel(config, weights, result(fingerprint), team, arena);
      kernels.join();
      model.warmUp();
      return model;
    } catch (RuntimeException e) {
      team.close();
      arena.close();
      throw e;
    }
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a model was read", e);
    }
  }

  private void warmUp() {
    int most = WARM_ROWS[WARM_ROWS.length - 1];
    if (maxPositions() < 2 * most) {
      return;
    }
    try (KvSlot slot = openSlot(2 * most)) {
      prefill(slot, new int[most]).close();
      WarmUp.run(
          WARM_ROWS,
          WARM_UP,
          rows -> forward(List.of(RowRequest.chain(slot, new int[rows], 0))).getFirst().close());
    }
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public int maxPositions() {
    return config.maxPositions();
  }

  @Override
  public KvSlot openSlot(int maxTokens) {
    return open(maxTokens);
  }

  @Override
  public KvSlot openSlot(int maxTokens, PrefixScope scope, int[] prompt) {
    CpuKvSlot slot = open(maxTokens);
    if (prefixes.enabled()) {
      List<PrefixCache.Entry> found = prefixes.find(scope, prompt);
      slot.follow(new PrefixTrail(prefixes, scope, found), found);
    }
    return slot;
  }

  @Override
  public void limitPrefixCache(long maxBytes) {
    prefixes.limit(maxBytes);
  }

  private CpuKvSlot open(int maxTokens) {
    if (maxTokens < 1 || maxTokens > maxPositions()) {
      throw new IllegalArgumentException(
          "a slot of %d tokens; the model has %d positions".formatted(maxTokens, maxPositions()));
    }
    return new CpuKvSlot(this, new KvCache(pool), maxTokens);
  }

  @Override
  public List<TreeForward> forward(List<RowRequest> requests) {
    RowRequest.check(requests, config.vocabSize());
    List<CpuKvSlot> slots = requests.stream().map(r -> own(r.slot())).toList();
    Decoder.Batch batch = batch(requests, slots);
    decoder.forward(batch);
    int[] logitRows = logitRows(requests, batch);
    LogitMemory.Lease logits = logitMemory.lease(logitRows.length, requests.size());
    if (logitRows.length > 0) {
      decoder.logits(logitRows, logits.values());
    }
    List<TreeForward> forwards = new ArrayList<>();
    int index = 0;
    for (int i = 0; i < requests.size(); i++) {
      RowRequest request = requests.get(i);
      int first = batch.trees().get(i).firstRow();
      byte[] features = decoder.features(first, first + request.rows());
      forwards.add(
          new CpuTreeForward(logits, index, request.firstLogitRow(), features, request.rows()));
      index += request.rows() - request.firstLogitRow();
      slots.get(i).computed(new PrefixTrail.ComputedRows(request.tokens(), features));
    }
    return forwards;
  }

  private static Decoder.Batch batch(List<RowRequest> requests, List<CpuKvSlot> slots) {
    List<RowTree> trees = new ArrayList<>();
    int[] tokens = new int[requests.stream().mapToInt(RowRequest::rows).sum()];
    int row = 0;
    for (int i = 0; i < requests.size(); i++) {
      RowRequest request = requests.get(i);
      trees.add(RowTree.of(slots.get(i).cache(), row, request.parents()));
      System.arraycopy(request.tokens(), 0, tokens, row, request.rows());
      row += request.rows();
    }
    return new Decoder.Batch(trees, tokens);
  }

  private static int[] logitRows(List<RowRequest> requests, Decoder.Batch batch) {
    int[] rows = new int[requests.stream().mapToInt(r -> r.rows() - r.firstLogitRow()).sum()];
    int at = 0;
    for (int i = 0; i < requests.size(); i++) {
      int first = batch.trees().get(i).firstRow();
      for (int row = requests.get(i).firstLogitRow(); row < requests.get(i).rows(); row++) {
        rows[at++] = first + row;
      }
    }
    return rows;
  }

  private CpuKvSlot own(KvSlot slot) {
    if (slot instanceof CpuKvSlot own && own.belongsTo(this)) {
      own.requireOpen();
      return own;
    }
    throw new IllegalArgumentException("the slot belongs to another model");
  }

  @Override
  public Optional<WeightTimes> weightTimes() {
    return Optional.of(weightTimes);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      team.close();
      prefixes.close();
      pool.close();
      arena.close();
    }
  }
}
