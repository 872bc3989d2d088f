package io.vsd.engine.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link RowKernels} in vectors. A vector with fewer lanes than there are partial sums goes over
 * the row once for each group of sums.
 */
final class VectorRows implements RowKernels {
  private static final int LANES = Lanes.COUNT;
  private final RowKernels scalar = new ScalarRows();

  @Override
  public void addSquares(float[] x, int from, int count, float[] parts) {
    int whole = count - count % PARTS;
    for (int part = 0; part < PARTS; part += LANES) {
      FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, parts, part);
      for (int i = part; i < whole; i += PARTS) {
        FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, from + i);
        sum = value.fma(value, sum);
      }
      sum.intoArray(parts, part);
    }
    scalar.addSquares(x, from + whole, count - whole, parts);
  }

  @Override
  public float max(float[] x, int from, int count) {
    int whole = count - count % LANES;
    FloatVector top = FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += LANES) {
      top = top.max(FloatVector.fromArray(Lanes.FLOATS, x, from + i));
    }
    // The largest is the same in any order.
    return Math.max(
        top.reduceLanes(VectorOperators.MAX), scalar.max(x, from + whole, count - whole));
  }

  @Override
  public void exponentials(float[] x, int from, int count, float top, float[] parts) {
    for (int part = 0; part < PARTS; part += LANES) {
      FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, parts, part);
      for (int i = part; i < count; i += PARTS) {
        FloatVector e = Exponential.of(FloatVector.fromArray(Lanes.FLOATS, x, from + i).sub(top));
        e.intoArray(x, from + i);
        sum = sum.add(e);
      }
      sum.intoArray(parts, part);
    }
  }

  @Override
  public void gate(float[] gateUp, int from, int width, float[] out, int outFrom) {
    int whole = width - width % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector gate = FloatVector.fromArray(Lanes.FLOATS, gateUp, from + i);
      FloatVector up = FloatVector.fromArray(Lanes.FLOATS, gateUp, from + width + i);
      gate.div(Exponential.of(gate.neg()).add(1)).mul(up).intoArray(out, outFrom + i);
    }
    for (int i = whole; i < width; i++) {
      float gate = gateUp[from + i];
      out[outFrom + i] = gate / (Exponential.of(-gate) + 1) * gateUp[from + width + i];
    }
  }
}
