package io.vsd.draft.drafting;

import io.vsd.engine.price.DraftCosts;

/**
 * A loaded draft model. Sessions are opened, used and closed on the device thread; {@link #close}
 * is called there too, after the last session is closed.
 */
public interface DraftPort extends AutoCloseable {

  /** Checkpoint id; empty where there is no checkpoint. */
  String version();

  /** Whether it makes anything of the target's features. */
  boolean usesFeatures();

  /** What drafting with it takes, lately. Any thread. */
  DraftCosts costs();

  /** Opens a session for at most that many committed tokens. */
  DraftSessionPort open(int maxTokens);

  @Override
  void close();
}
