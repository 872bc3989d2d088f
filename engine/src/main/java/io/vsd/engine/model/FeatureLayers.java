package io.vsd.engine.model;

/**
 * The layers whose entering states are the features that a draft reads. They are the third, the
 * middle and the third from last, as EAGLE-3 has them; the state entering a layer is the residual
 * stream before it.
 */
public final class FeatureLayers {

  private FeatureLayers() {}

  /** Zero-based {@code [2, n/2, n-3]}, held inside {@code 0..n-1} for very small models. */
  public static int[] of(int numLayers) {
    return new int[] {Math.min(2, numLayers - 1), numLayers / 2, Math.max(numLayers - 3, 0)};
  }
}
