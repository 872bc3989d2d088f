package io.vsd.engine.objective;

/**
 * Paths that a draft drew below one context, each cut at its verdict against the recorded
 * continuation: its first {@code accepted} tokens are the continuation's, the next one is not.
 *
 * @param accepted τ_s of each path, 0..depth
 * @param rejectedTokens first rejected token of each path, -1 where the whole path was accepted
 */
public record DrawnPaths(int[] accepted, int[] rejectedTokens) {
  public DrawnPaths {
    if (accepted.length != rejectedTokens.length) {
      throw new IllegalArgumentException(
          "%d verdicts, %d rejected tokens".formatted(accepted.length, rejectedTokens.length));
    }
  }

  /** No paths, for weightings that need none. */
  public static DrawnPaths none() {
    return new DrawnPaths(new int[0], new int[0]);
  }

  public int size() {
    return accepted.length;
  }
}
