package io.vsd.draft.drafting;

import org.jspecify.annotations.Nullable;

/** Hears of rounds that went without a proposal; must be fast and not throw. */
@FunctionalInterface
public interface FallbackObserver {

  /**
   * A round fell back to plain decoding.
   *
   * @param cause what drafting threw, if it did
   */
  void fellBack(Fallback reason, @Nullable Throwable cause);
}
