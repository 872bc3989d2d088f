package io.vsd.draft.drafting;

/**
 * A loaded draft model. Sessions are opened, used and closed on the device thread; {@link #close}
 * is called there too, after the last session is closed.
 */
public interface DraftPort extends AutoCloseable {

  /** Checkpoint id. */
  String version();

  /** Opens a session for at most that many committed tokens. */
  DraftSessionPort open(int maxTokens);

  @Override
  void close();
}
