package io.vsd.engine.draft;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.Gate;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NetworkGain;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.expert.Reliability;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ProjectionBiases;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Random drafts of a few thousand weights, and the target configuration that they fit. */
public final class TinyDraft {

  /** On one CPU thread, the reference precision. */
  public static final DeviceOptions FP32 = new DeviceOptions("cpu", Precision.FP32, 1);

  /** On one CPU thread, as served. */
  public static final DeviceOptions STORED = new DeviceOptions("cpu", Precision.STORED, 1);

  private TinyDraft() {}

  /** A target of 8 layers, width 32 and 96 tokens. */
  public static ModelConfig target() {
    return new ModelConfig(
        "llama",
        8,
        32,
        48,
        4,
        2,
        8,
        96,
        4096,
        10000,
        1e-5,
        true,
        ProjectionBiases.NONE,
        false,
        new int[] {0},
        OptionalInt.empty(),
        null);
  }

  /** Its identity. */
  public static TargetIdentity identity() {
    return new TargetIdentity(target(), "tokenizer", "fingerprint");
  }

  /** A draft whose weights follow from the seed, over every second token of the vocabulary. */
  public static DraftCheckpoint checkpoint(long seed) {
    return checkpoint(target(), IntStream.range(0, 48).map(i -> 2 * i + 1).toArray(), seed);
  }

  /** The same for another target and draft vocabulary (ascending). */
  public static DraftCheckpoint checkpoint(ModelConfig target, int[] draftTokens, long seed) {
    DraftConfig config = DraftConfig.of(target, draftTokens.length);
    CheckpointManifest manifest =
        CheckpointManifest.initial(
            "draft-" + seed,
            "lineage",
            new TargetIdentity(target, "tokenizer", "fingerprint"),
            "test");
    return DraftCheckpoint.of(manifest, config, weights(config, seed), draftTokens);
  }

  /** The same draft, whose mixture is its network's law but for one part in 10^17. */
  public static DraftCheckpoint trustingTheNetwork(DraftCheckpoint draft) {
    double[][] trust = new double[ExpertKind.values().length][];
    for (ExpertKind kind : ExpertKind.values()) {
      trust[kind.index()] = new double[kind.evidenceLevels()];
      Arrays.fill(trust[kind.index()], kind == ExpertKind.NETWORK ? 40 : 0);
    }
    Mixture.Belief belief = new Mixture.Belief(new Gate(trust), Reliability.exact());
    Mixture.Trust both = new Mixture.Trust(belief, belief, NetworkGain.untrained());
    return draft.withExperts(new LearnedExperts(NgramTable.empty(), new Mixture(both, both)));
  }

  /** Random weights: norms about 1, the rest of scale 0.2. */
  public static Map<String, float[]> weights(DraftConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> weights = new LinkedHashMap<>();
    DraftLayout.weightShapes(config)
        .forEach(
            (name, shape) -> {
              float[] values = gaussian(random, DraftLayout.elements(shape), 0.2f);
              if (shape.length == 1) {
                for (int i = 0; i < values.length; i++) {
                  values[i] += 1;
                }
              }
              weights.put(name, values);
            });
    return weights;
  }

  /** A random embedding for {@link #target}. */
  public static TargetEmbedding embedding(long seed) {
    return TargetEmbedding.of(gaussian(new Random(seed), 96 * 32, 1), 32);
  }

  /** Random features, fp16 little-endian [rows, 3H]. */
  public static byte[] features(int rows, int hiddenSize, long seed) {
    float[] values = gaussian(new Random(seed), rows * 3 * hiddenSize, 1);
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      bytes.putShort(Float.floatToFloat16(v));
    }
    return bytes.array();
  }

  /** Random tokens of the target's vocabulary. */
  public static int[] tokens(int count, long seed) {
    return new Random(seed).ints(count, 0, 96).toArray();
  }

  private static float[] gaussian(Random random, int count, float scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * scale;
    }
    return values;
  }
}
