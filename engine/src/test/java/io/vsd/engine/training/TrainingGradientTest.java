package io.vsd.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.engine.PtNDArray;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainingGradientTest {

  private static final double STEP = 4e-3;

  @Test
  void gradientsOfEveryTensorAreTheFiniteDifferencesOfTheLoss() {
    DraftCheckpoint draft = TrainingFixtures.draft(21);
    TrainingOptions options = TrainingFixtures.options(TrainingObjective.EAGLE3);
    List<TrainingSequence> batch = TrainingFixtures.batch(3, 22, SamplingParameters.greedy());
    TrainingLayout layout = TrainingFixtures.layout(batch);
    DraftIds ids = new DraftIds(draft.draftTokens(), TrainingFixtures.TARGET.vocabSize());
    RowTargets targets = new DistillationTargets(ids, 0.8).build(layout);
    addRestAndNegativeWeights(targets);
    try (TrainingProgram program =
        new TrainingProgram(draft.config(), TrainingFixtures.embedding(23), options)) {
      Map<String, float[]> gradients = gradients(program, draft, layout, targets);
      for (String name : TrainedParameters.ORDER) {
        float[] direction = direction(gradients, name);
        double slope = 0;
        for (int i = 0; i < direction.length; i++) {
          slope += (double) direction[i] * gradient(gradients, name)[i];
        }
        double up = loss(program, moved(draft, name, direction, STEP), layout, targets);
        double down = loss(program, moved(draft, name, direction, -STEP), layout, targets);
        double difference = (up - down) / (2 * STEP);

        assertThat(difference)
            .as(name)
            .isCloseTo(slope, org.assertj.core.data.Percentage.withPercentage(3));
      }
    }
  }

  /** The loss' other terms: a rest bucket and a token that is pushed away. */
  private static void addRestAndNegativeWeights(RowTargets targets) {
    for (int row = 0; row < targets.rows(); row += 3) {
      targets.rest(row, 2, 0.01);
    }
    targets.put(1, 2, 17, -0.02);
  }

  /** A unit vector that leans towards the gradient, so that the slope is well above rounding. */
  private static float[] direction(Map<String, float[]> gradients, String name) {
    Random random = new Random(name.hashCode());
    float[] gradient = gradient(gradients, name);
    double norm = norm(gradient);
    float[] direction = new float[gradient.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] =
          (float) (gradient[i] / norm + 0.3 * random.nextGaussian() / Math.sqrt(direction.length));
    }
    return direction;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  private static float[] gradient(Map<String, float[]> gradients, String name) {
    return java.util.Objects.requireNonNull(gradients.get(name), name);
  }

  private static Map<String, float[]> gradients(
      TrainingProgram program, DraftCheckpoint draft, TrainingLayout layout, RowTargets targets) {
    Map<String, float[]> out = new HashMap<>();
    try (TrainedParameters parameters = new TrainedParameters(program.manager(), draft)) {
      program.differentiate(parameters, layout, targets);
      PtNDArray[] arrays = TrainingProgram.gradients(parameters);
      for (int i = 0; i < arrays.length; i++) {
        out.put(TrainedParameters.ORDER.get(i), arrays[i].toFloatArray());
        arrays[i].close();
      }
    }
    return out;
  }

  private static double loss(
      TrainingProgram program,
      Map<String, float[]> weights,
      TrainingLayout layout,
      RowTargets targets) {
    try (TrainedParameters parameters =
        new TrainedParameters(program.manager(), TrainingFixtures.draft(21))) {
      parameters.restore(new Weights(weights), List.of("", "", ""));
      return program.differentiate(parameters, layout, targets).loss();
    }
  }

  /** Values in memory; the moments, which gradients do not depend on, are these values, too. */
  private record Weights(Map<String, float[]> values) implements WeightSource {
    @Override
    public Set<String> names() {
      return values.keySet();
    }

    @Override
    public long[] shape(String name) {
      return TrainingFixtures.draft(21).shape(name);
    }

    @Override
    public TensorType type(String name) {
      return TensorType.F32;
    }

    @Override
    public void readRows(String name, long from, long to, FloatBuffer out) {
      int width = Math.toIntExact(width(name));
      out.put(gradient(values, name), (int) from * width, (int) (to - from) * width);
    }

    @Override
    public void close() {}
  }

  private static Map<String, float[]> moved(
      DraftCheckpoint draft, String name, float[] direction, double step) {
    Map<String, float[]> weights = draft.weights();
    float[] values = gradient(weights, name);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (step * direction[i]);
    }
    return weights;
  }
}
