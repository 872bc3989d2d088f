package io.vsd.engine.cpu;

import io.vsd.engine.format.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Packs the rows of weights into panels, on all threads. Each panel is read, converted and written
 * by one of them, so that no matrix lies on the heap.
 *
 * <p>F16 weights are multiplied by 2^10, which leaves none of them subnormal; where one is too
 * large for that, they stay as they are, and become fp32 where they have subnormals too.
 */
final class PanelPacker {
  private static final float HALF_SCALE = 1 << 10;

  /** Half of the way that decoding takes: products then stay far from both ends of the range. */
  private static final float INPUT_SCALE = 0x1p90f;

  private static final float DECODING = 0x1p112f;

  /** Rows of a matrix that can be read from any thread. */
  interface Rows {
    /** How many there are. */
    int count();

    /** Decodes rows [from, to) to the buffer's position on. */
    void read(int from, int to, FloatBuffer out);
  }

  private final Workers workers;
  private final Arena arena;

  /**
   * A packer.
   *
   * @param arena that the panels live in
   */
  PanelPacker(Workers workers, Arena arena) {
    this.workers = workers;
    this.arena = arena;
  }

  /**
   * Packs matrices of one width, one below the other.
   *
   * @param form that is wanted; values are rounded to it
   * @param in width of a row
   */
  PanelMatrix pack(WeightForm form, int in, List<? extends Rows> parts) {
    int out = parts.stream().mapToInt(Rows::count).sum();
    if (form == WeightForm.F16) {
      PanelMatrix scaled = matrix(form, in, out, HALF_SCALE);
      if (fill(scaled, HALF_SCALE, parts)) {
        return scaled;
      }
      PanelMatrix plain = matrix(form, in, out, 1);
      return fill(plain, 1, parts) ? plain : pack(WeightForm.F32, in, parts);
    }
    PanelMatrix matrix = matrix(form, in, out, 1);
    fill(matrix, 1, parts);
    return matrix;
  }

  private PanelMatrix matrix(WeightForm form, int in, int out, float weightScale) {
    boolean half = form == WeightForm.F16;
    PanelMatrix shape =
        new PanelMatrix(
            form,
            in,
            out,
            Lanes.COUNT,
            TilePlan.STREAMS,
            half ? INPUT_SCALE : 1,
            half ? DECODING / INPUT_SCALE / weightScale : 1,
            MemorySegment.NULL);
    return shape.with(arena.allocate(shape.panels() * shape.panelBytes(), 64));
  }

  /** Whether all values have a place in the form. */
  private boolean fill(PanelMatrix matrix, float weightScale, List<? extends Rows> parts) {
    AtomicBoolean fits = new AtomicBoolean(true);
    workers.run(
        matrix.panels(),
        (panel, worker) -> {
          if (!new Panel(matrix, weightScale, panel).fill(parts)) {
            fits.set(false);
          }
        });
    return fits.get();
  }

  /** One panel on its way from rows to lines. */
  private static final class Panel {
    private final PanelMatrix matrix;
    private final float weightScale;
    private final int panel;
    private final float[] rows;

    Panel(PanelMatrix matrix, float weightScale, int panel) {
      this.matrix = matrix;
      this.weightScale = weightScale;
      this.panel = panel;
      this.rows = new float[matrix.width() * matrix.in()];
    }

    boolean fill(List<? extends Rows> parts) {
      read(parts);
      return switch (matrix.form()) {
        case F32 -> {
          writeSingles();
          yield true;
        }
        case BF16 -> {
          writeHalves(bfloats());
          yield true;
        }
        case F16 -> {
          short[] halves = new short[rows.length];
          boolean fits = halves(halves);
          writeHalves(halves);
          yield fits;
        }
      };
    }

    private void read(List<? extends Rows> parts) {
      int first = panel * matrix.width();
      int end = Math.min(matrix.out(), first + matrix.width());
      FloatBuffer out = FloatBuffer.wrap(rows);
      int base = 0;
      for (Rows part : parts) {
        int from = Math.max(first - base, 0);
        int to = Math.min(end - base, part.count());
        if (from < to) {
          part.read(from, to, out);
        }
        base += part.count();
      }
      Arrays.fill(rows, out.position(), rows.length, 0);
    }

    private short[] bfloats() {
      short[] halves = new short[rows.length];
      for (int i = 0; i < rows.length; i++) {
        halves[i] = TensorType.toBfloat16(rows[i]);
      }
      return halves;
    }

    private boolean halves(short[] halves) {
      int infinite = 0;
      int subnormal = 0;
      for (int i = 0; i < rows.length; i++) {
        float value = Float.float16ToFloat(Float.floatToFloat16(rows[i])) * weightScale;
        short half = Float.floatToFloat16(value);
        halves[i] = half;
        int exponent = half & 0x7c00;
        infinite |= exponent == 0x7c00 ? 1 : 0;
        subnormal |= exponent == 0 && (half & 0x3ff) != 0 ? 1 : 0;
      }
      return infinite == 0 && subnormal == 0;
    }

    private void writeHalves(short[] halves) {
      int in = matrix.in();
      int lanes = matrix.lanes();
      MemorySegment data = matrix.data();
      for (int k = 0; k < in; k++) {
        long line = matrix.line(panel, k);
        for (int j = 0; j < lanes; j++) {
          int low = halves[j * in + k] & 0xffff;
          int high = halves[(j + lanes) * in + k] << 16;
          data.set(ValueLayout.JAVA_INT_UNALIGNED, line + 4L * j, low | high);
        }
      }
    }

    private void writeSingles() {
      int in = matrix.in();
      MemorySegment data = matrix.data();
      for (int k = 0; k < in; k++) {
        long line = matrix.line(panel, k);
        for (int j = 0; j < matrix.width(); j++) {
          data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, line + 4L * j, rows[j * in + k]);
        }
      }
    }
  }
}
