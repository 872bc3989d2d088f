package io.vsd.trainer.replay;

/** A well-mixed 64-bit hash of session ids that is the same on every JVM. */
public final class SessionHash {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private SessionHash() {}

  /** Hash of an id under a seed: FNV-1a over its characters, finished by SplitMix64. */
  public static long of(long seed, String sessionId) {
    long hash = FNV_OFFSET ^ mix(seed);
    for (int i = 0; i < sessionId.length(); i++) {
      hash = (hash ^ sessionId.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** SplitMix64's finalizer. */
  public static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
