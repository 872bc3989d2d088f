package io.vsd.local.client;

import io.grpc.StatusRuntimeException;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;

/** A call that a service refused or that did not reach it. */
public final class CallException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorReason reason;

  private CallException(String message, ErrorReason reason, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static CallException of(StatusRuntimeException e) {
    ErrorReason reason = GrpcErrors.reasonOf(e);
    String code = e.getStatus().getCode().name();
    String named =
        reason == ErrorReason.ERROR_REASON_UNSPECIFIED
            ? code
            : code + " " + reason.name().substring("ERROR_REASON_".length());
    String description = e.getStatus().getDescription();
    return new CallException(description == null ? named : named + ": " + description, reason, e);
  }

  /** The service's own reason, unspecified when the service did not answer. */
  public ErrorReason reason() {
    return reason;
  }
}
