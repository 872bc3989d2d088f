package io.vsd.engine.hub;

import java.io.IOException;

/** An HTTP answer that is no success. */
final class HubStatusException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HubStatusException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
