package io.vsd.local.startup;

import java.util.OptionalInt;

/**
 * Why a service did not start.
 *
 * @param cause one sentence without the service's name and without a full stop
 * @param takenPort the port that another program has, where that is the cause
 */
public record StartFailure(String cause, OptionalInt takenPort) {

  static StartFailure of(String cause) {
    return new StartFailure(cause, OptionalInt.empty());
  }

  static StartFailure portTaken(int port) {
    return new StartFailure("port " + port + " was taken by another program", OptionalInt.of(port));
  }
}
