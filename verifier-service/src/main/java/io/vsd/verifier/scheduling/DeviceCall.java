package io.vsd.verifier.scheduling;

/** Work for the device thread that is done between two forwards. */
public non-sealed interface DeviceCall extends DeviceTask {
  /** Does it. */
  void run();
}
