package io.vsd.engine.model;

import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.RotaryFrequencies;
import java.util.Arrays;

/**
 * Rotary embedding by position: what a head's pairs {@code (x[i], x[i + half])} are turned by. A
 * pair becomes {@code (x[i] * cos - x[i + half] * sin, x[i + half] * cos + x[i] * sin)}. Angles are
 * formed in fp32 as transformers forms them, and the amplitude of a scaling is folded in, so every
 * backend rotates by the same values. Rows are computed when they are first asked for; thread safe.
 */
public final class RotaryTable {
  private static final int FIRST_POSITIONS = 256;

  private final RotaryFrequencies frequencies;
  private volatile Rows computed;

  /** A table of these frequencies. */
  public RotaryTable(RotaryFrequencies frequencies) {
    this.frequencies = frequencies;
    this.computed = new Rows(0, new float[0], new float[0]);
  }

  /** The table of a target. */
  public static RotaryTable of(ModelConfig config) {
    return new RotaryTable(
        RotaryFrequencies.of(config.headDim(), config.ropeTheta(), config.ropeScaling()));
  }

  /**
   * Rows of the positions from 0 on; not to be changed.
   *
   * @param positions how many there are, at least what was asked for
   * @param cos {@code [positions, half]}
   * @param sin {@code [positions, half]}
   */
  public record Rows(int positions, float[] cos, float[] sin) {}

  /** Pairs of a head: half of its width. */
  public int half() {
    return frequencies.radians().length;
  }

  /** Rows of at least this many positions. */
  public Rows upTo(int positions) {
    Rows rows = computed;
    return positions <= rows.positions() ? rows : grow(positions);
  }

  private synchronized Rows grow(int wanted) {
    Rows before = computed;
    if (wanted <= before.positions()) {
      return before;
    }
    int positions = Math.max(Math.max(wanted, FIRST_POSITIONS), 2 * before.positions());
    int half = half();
    float[] cos = Arrays.copyOf(before.cos(), positions * half);
    float[] sin = Arrays.copyOf(before.sin(), positions * half);
    for (int p = before.positions(); p < positions; p++) {
      for (int i = 0; i < half; i++) {
        float angle = p * frequencies.radians()[i];
        cos[p * half + i] = (float) StrictMath.cos(angle) * frequencies.amplitude();
        sin[p * half + i] = (float) StrictMath.sin(angle) * frequencies.amplitude();
      }
    }
    computed = new Rows(positions, cos, sin);
    return computed;
  }
}
