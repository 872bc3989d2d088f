package io.vsd.engine.training;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.weights.ModelConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A tiny draft with random weights and random texts to train it on. */
final class TrainingFixtures {

  static final ModelConfig TARGET = TinyModels.config(TinyModels.Shape.llama());
  static final int DRAFT_VOCABULARY = 40;
  static final int LAW_SIZE = 4;

  private TrainingFixtures() {}

  static DraftCheckpoint draft(long seed) {
    Random random = new Random(seed);
    DraftConfig config = DraftConfig.of(TARGET, DRAFT_VOCABULARY);
    Map<String, float[]> weights = new HashMap<>();
    DraftLayout.weightShapes(config)
        .forEach(
            (name, shape) -> {
              float[] values = new float[DraftLayout.elements(shape)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * 0.15) + (shape.length == 1 ? 1 : 0);
              }
              weights.put(name, values);
            });
    int[] tokens = IntStream.range(0, DRAFT_VOCABULARY).map(i -> 2 * i + 1).toArray();
    return DraftCheckpoint.of(
        CheckpointManifest.initial(
            "tiny", "tiny", new TargetIdentity(TARGET, "tokenizer", "fingerprint"), "test"),
        config,
        weights,
        tokens);
  }

  static TargetEmbedding embedding(long seed) {
    Random random = new Random(seed);
    float[] values = new float[TARGET.vocabSize() * TARGET.hiddenSize()];
    for (int i = 0; i < values.length; i++) {
      // fp16 values, as serving keeps the embedding in fp16
      values[i] = Float.float16ToFloat(Float.floatToFloat16((float) (random.nextGaussian() * 0.3)));
    }
    return TargetEmbedding.of(values, TARGET.hiddenSize());
  }

  /** Texts of several lengths over the draft's vocabulary. */
  static List<TrainingSequence> batch(int size, long seed, SamplingParameters sampling) {
    Random random = new Random(seed);
    List<TrainingSequence> batch = new ArrayList<>();
    for (int b = 0; b < size; b++) {
      batch.add(sequence(4 + random.nextInt(4), 6 + random.nextInt(5), random, sampling));
    }
    return batch;
  }

  static TrainingSequence sequence(
      int prompt, int answer, Random random, SamplingParameters sampling) {
    int[] tokens = new int[prompt + answer];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = 2 * random.nextInt(DRAFT_VOCABULARY) + 1;
    }
    int[][] laws = new int[answer][];
    float[][] logs = new float[answer][];
    for (int i = 0; i < answer; i++) {
      int token = tokens[prompt + i];
      laws[i] = new int[LAW_SIZE];
      logs[i] = new float[LAW_SIZE];
      for (int k = 0; k < LAW_SIZE; k++) {
        laws[i][k] = (token + 2 * k) % (2 * DRAFT_VOCABULARY);
        logs[i][k] = (float) Math.log(k == 0 ? 0.6 : 0.1);
      }
    }
    return new TrainingSequence(
        tokens, features(tokens.length, random), prompt, laws, logs, sampling);
  }

  static byte[] features(int rows, Random random) {
    byte[] bytes = new byte[rows * TARGET.hiddenSize() * 6];
    for (int i = 0; i < bytes.length; i += 2) {
      short half = Float.floatToFloat16((float) random.nextGaussian());
      bytes[i] = (byte) half;
      bytes[i + 1] = (byte) (half >> 8);
    }
    return bytes;
  }

  /** A batch in one piece, unrolled four steps. */
  static TrainingLayout layout(List<TrainingSequence> batch) {
    return TrainingBatch.of(batch, 4, TARGET.hiddenSize(), TrainingOptions.Execution.WHOLE_BATCH)
        .whole();
  }

  static TrainingOptions options(TrainingObjective objective) {
    return TrainingOptions.of(objective, 3e-3);
  }

  static TrainingOptions options(TrainingObjective objective, int pieceRows) {
    return options(objective)
        .withExecution(
            new TrainingOptions.Execution(TrainingOptions.Compute.FP32, "cpu", 1, pieceRows));
  }

  static DraftTrainer trainer(TrainingOptions options) {
    return DraftTrainer.start(draft(1), TARGET, embedding(2), options);
  }
}
