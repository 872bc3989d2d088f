package io.vsd.verifier.scheduling;

import org.jboss.logging.Logger;

/** Runs pieces of tasks; what one throws is told to it and harms nobody else. */
final class Attempts {
  private static final Logger LOG = Logger.getLogger(Attempts.class);

  private Attempts() {}

  static boolean succeeds(DeviceTask task, Runnable piece) {
    try {
      piece.run();
      return true;
    } catch (RuntimeException | Error cause) {
      try {
        task.failed(cause);
      } catch (RuntimeException second) {
        LOG.error("a failed task could not be ended", second);
      }
      return false;
    }
  }
}
