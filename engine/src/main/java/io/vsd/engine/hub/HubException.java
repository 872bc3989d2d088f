package io.vsd.engine.hub;

/** A model that could not be found or fetched. The message says what was tried and what to do. */
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal with its reason. */
  public HubException(String message) {
    super(message);
  }

  /** A refusal with its reason and cause. */
  public HubException(String message, Throwable cause) {
    super(message, cause);
  }
}
