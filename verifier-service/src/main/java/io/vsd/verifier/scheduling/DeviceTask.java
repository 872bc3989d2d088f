package io.vsd.verifier.scheduling;

/** Work for the device thread, done in steps between which others get their turn. */
public interface DeviceTask {
  /** Does the next step; true when that was the last one. */
  boolean step();

  /** Told when a step threw; the task is over then. */
  void failed(Throwable cause);
}
