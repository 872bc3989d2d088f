package io.vsd.local.cluster;

/** The cluster could not be started or reached; the message says why and what to do. */
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message for the person at the terminal. */
  public ClusterException(String message) {
    super(message);
  }

  /** With a cause for the log. */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
