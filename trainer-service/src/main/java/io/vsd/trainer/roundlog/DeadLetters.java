package io.vsd.trainer.roundlog;

/** Where records that can never be used are set aside with the reason. */
@FunctionalInterface
public interface DeadLetters {

  /**
   * Sets a record aside.
   *
   * @throws LogUnavailableException when the log does not take it
   */
  void bury(LogRecord record, String reason);
}
