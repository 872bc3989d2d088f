package io.vsd.local.cluster;

import io.vsd.local.startup.StartFailure;

/** A process that ended, or did not get ready, while it was being started. */
final class ServiceFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;
  private final boolean lostItsPort;

  ServiceFailedException(ServiceProcess service, StartFailure failure) {
    this.sentence =
        "%s did not start: %s%n  log: %s"
            .formatted(service.name(), failure.cause(), service.spec().log());
    this.lostItsPort = failure.takenPort().isPresent();
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  /** Whether other ports are worth a try. */
  boolean lostItsPort() {
    return lostItsPort;
  }
}
