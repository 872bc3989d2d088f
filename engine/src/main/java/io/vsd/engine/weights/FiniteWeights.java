package io.vsd.engine.weights;

import java.nio.file.Path;
import java.util.Set;

/** Weights that are checked to be finite where they are read, so that no file is read for it. */
final class FiniteWeights implements WeightSource {
  private final Path origin;
  private final WeightSource stored;

  FiniteWeights(Path origin, WeightSource stored) {
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
  public float[] readFloats(String name) {
    float[] values = stored.readFloats(name);
    int index = FiniteValues.firstNonFinite(values);
    if (index >= 0) {
      throw new MalformedWeightsException(
          origin, name, "holds " + values[index] + " at element " + index);
    }
    return values;
  }

  @Override
  public void close() {
    stored.close();
  }
}
