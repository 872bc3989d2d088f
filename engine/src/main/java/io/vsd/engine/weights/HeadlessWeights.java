package io.vsd.engine.weights;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Weights of a tied model without the copy of the head that some files carry. */
final class HeadlessWeights implements WeightSource {
  private static final String HEAD = "lm_head.weight";

  private final WeightSource stored;
  private final Set<String> names;

  HeadlessWeights(WeightSource stored) {
    this.stored = stored;
    Set<String> kept = new LinkedHashSet<>(stored.names());
    kept.remove(HEAD);
    this.names = Collections.unmodifiableSet(kept);
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public long[] shape(String name) {
    return stored.shape(name);
  }

  @Override
  public float[] readFloats(String name) {
    return stored.readFloats(name);
  }

  @Override
  public void close() {
    stored.close();
  }
}
