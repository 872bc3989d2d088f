package io.vsd.engine.format;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Set;

/** Weights that are checked to be finite where they are read, so that no file is read for it. */
public final class FiniteWeights implements WeightSource {
  private static final int SLICE = 1 << 13;

  private final Path origin;
  private final WeightSource stored;

  public FiniteWeights(Path origin, WeightSource stored) {
    this.origin = origin;
    this.stored = stored;
  }

  @Override
  public Set<String> names() {
    return stored.names();
  }

  @Override
  public long[] shape(String name) {
    return stored.shape(name);
  }

  @Override
  public TensorType type(String name) {
    return stored.type(name);
  }

  @Override
  public void readRows(String name, long from, long to, FloatBuffer out) {
    int start = out.position();
    stored.readRows(name, from, to, out);
    float[] slice = new float[Math.min(SLICE, out.position() - start)];
    for (int at = start; at < out.position(); at += slice.length) {
      // The last slice looks at some values once more.
      int first = Math.min(at, out.position() - slice.length);
      out.get(first, slice);
      int index = FiniteValues.firstNonFinite(slice);
      if (index >= 0) {
        long element = from * width(name) + first - start + index;
        throw new MalformedWeightsException(
            origin, name, "holds " + slice[index] + " at element " + element);
      }
    }
  }

  @Override
  public void close() {
    stored.close();
  }
}
