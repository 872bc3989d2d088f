package io.vsd.draft.drafting;

import io.vsd.draft.decoding.DecodingEvent;

/** Hears every event of every request; for counters and logs, so it must be fast and not throw. */
@FunctionalInterface
public interface LoopObserver {

  /** An event happened. */
  void heard(DecodingEvent event);
}
