package io.vsd.engine.decoding;

/**
 * Counter-based Gumbel noise: a pure function of (seed, position, token id) with no state to keep
 * or to lose.
 *
 * <p>The bits of one position are the SplitMix64 stream (Steele, Lea, Flood 2014) whose start is a
 * mix of seed and position; the token id counts along the stream. Logarithms are {@link
 * StrictMath}'s, so the values are the same on every machine and JVM.
 */
public final class GumbelNoise {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private GumbelNoise() {}

  /**
   * Standard Gumbel noise -log(-log u), about -3.6 to 36.8.
   *
   * @param position absolute position of the token being chosen, counted from the first token of
   *     the prompt
   */
  public static double gumbel(long seed, long position, int tokenId) {
    return toGumbel(bits(key(seed, position), tokenId));
  }

  /** The noise of one position for several tokens, in their order. */
  public static double[] gumbel(long seed, long position, int[] tokenIds) {
    long key = key(seed, position);
    double[] noise = new double[tokenIds.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = toGumbel(bits(key, tokenIds[i]));
    }
    return noise;
  }

  /** The uniform in (0, 1) behind {@link #gumbel(long, long, int)}. */
  public static double uniform(long seed, long position, int tokenId) {
    return toUniform(bits(key(seed, position), tokenId));
  }

  /** The uniforms of one position for several tokens, in their order. */
  public static double[] uniforms(long seed, long position, int[] tokenIds) {
    long key = key(seed, position);
    double[] uniforms = new double[tokenIds.length];
    for (int i = 0; i < uniforms.length; i++) {
      uniforms[i] = toUniform(bits(key, tokenIds[i]));
    }
    return uniforms;
  }

  /** Start of a position's stream. */
  static long key(long seed, long position) {
    return mix(mix(seed + GOLDEN) ^ (position * GOLDEN));
  }

  /** The stream's 64 bits for a token. */
  static long bits(long key, int tokenId) {
    return mix(key + (tokenId + 1L) * GOLDEN);
  }

  static double toGumbel(long bits) {
    return -StrictMath.log(-StrictMath.log(toUniform(bits)));
  }

  /**
   * Uniform strictly inside (0, 1): 52 bits, centred, so that neither end can be reached by
   * rounding.
   */
  static double toUniform(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
