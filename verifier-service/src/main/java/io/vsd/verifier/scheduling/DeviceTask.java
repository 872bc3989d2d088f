package io.vsd.verifier.scheduling;

/** Work for the device thread. */
public sealed interface DeviceTask permits DeviceCall, RowTask {
  /** Told when the work threw; it is over then. */
  void failed(Throwable cause);
}
