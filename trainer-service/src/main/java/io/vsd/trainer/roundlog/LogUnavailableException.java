package io.vsd.trainer.roundlog;

/** The log does not answer at the moment; trying again later is right. */
public final class LogUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what was tried and why it failed. */
  public LogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what was tried. */
  public LogUnavailableException(String message) {
    super(message);
  }
}
