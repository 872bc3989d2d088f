package io.vsd.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vsd.engine.format.TensorType;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products against sums written down in the order of inputs: every bit, for any shape. */
@NullMarked
class LinearTest {
  private static final int[] INPUTS = {1, 3, 8, 30, 64, 300};
  private static final int[] OUTPUTS = {1, 7, 32, 33, 160};
  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 13, 19, 20, 37, 64};

  @ParameterizedTest
  @EnumSource(WeightForm.class)
  void everySumIsInTheOrderOfInputs(WeightForm form) {
    for (int threads = 1; threads <= Math.min(2, cores()); threads++) {
      try (Team team = new Team(threads);
          Arena arena = Arena.ofShared()) {
        for (int in : INPUTS) {
          for (int out : OUTPUTS) {
            check(team, arena, new Case(form, in, out, 1e-4f));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(WeightForm.class)
  void weightsTooLargeToScaleStayExact(WeightForm form) {
    try (Team team = new Team(1);
        Arena arena = Arena.ofShared()) {
      check(team, arena, new Case(form, 40, 20, 100f));
    }
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Weights of very different sizes, the largest a few times the scale. */
  private record Case(WeightForm form, int in, int out, float scale) {
    float[] weights() {
      SplittableRandom random = new SplittableRandom(in * 1000L + out);
      float[] w = new float[in * out];
      for (int i = 0; i < w.length; i++) {
        double size = Math.pow(10, -4 * random.nextDouble());
        w[i] = rounded((float) (random.nextGaussian() * size * scale));
      }
      return w;
    }

    private float rounded(float value) {
      return switch (form) {
        case F32 -> value;
        case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
        case BF16 -> Float.intBitsToFloat(TensorType.toBfloat16(value) << 16);
      };
    }
  }

  private static void check(Team team, Arena arena, Case shape) {
    float[] weights = shape.weights();
    PanelMatrix matrix =
        new PanelPacker(team.workers(), arena)
            .pack(shape.form(), shape.in(), parts(weights, shape));
    float[] bias = shape.out() % 2 == 0 ? null : gaussians(shape.out(), 5);
    Linear linear = new Linear(matrix, bias);
    for (int rows : ROWS) {
      float[] x = gaussians(rows * shape.in(), rows);
      float[] y = new float[rows * shape.out()];
      Arrays.fill(y, Float.NaN);
      linear.apply(team, x, rows, y);
      for (int r = 0; r < rows; r++) {
        for (int o = 0; o < shape.out(); o++) {
          float sum = 0;
          for (int k = 0; k < shape.in(); k++) {
            sum = Math.fma(weights[o * shape.in() + k], x[r * shape.in() + k], sum);
          }
          float expected = bias == null ? sum : sum + bias[o];
          assertEquals(
              expected, y[r * shape.out() + o], shape + " rows " + rows + " at " + r + "," + o);
        }
      }
    }
  }

  /** The rows in two parts, as several projections make one matrix. */
  private static List<PanelPacker.Rows> parts(float[] weights, Case shape) {
    int first = shape.out() / 3;
    return List.of(
        part(weights, shape.in(), 0, first), part(weights, shape.in(), first, shape.out()));
  }

  private static PanelPacker.Rows part(float[] weights, int in, int from, int to) {
    return new PanelPacker.Rows() {
      @Override
      public int count() {
        return to - from;
      }

      @Override
      public void read(int first, int end, FloatBuffer out) {
        out.put(weights, (from + first) * in, (end - first) * in);
      }
    };
  }

  private static float[] gaussians(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
