package io.vsd.verifier.speculation;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.verifier.session.Refusal;

/** The one place that turns refusals into gRPC statuses. */
public final class RefusalMapper {
  private static final long RETRY_MS = 500;

  private RefusalMapper() {}

  /** The status with its ErrorInfo, and RetryInfo where trying again makes sense. */
  public static StatusRuntimeException toStatus(Refusal refusal) {
    return switch (refusal.kind()) {
      case EMPTY_PROMPT -> invalid(refusal, ErrorReason.ERROR_REASON_EMPTY_PROMPT);
      case PROMPT_TOO_LONG -> invalid(refusal, ErrorReason.ERROR_REASON_PROMPT_TOO_LONG);
      case UNKNOWN_TOKEN -> invalid(refusal, ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
      case INVALID_SAMPLING -> invalid(refusal, ErrorReason.ERROR_REASON_INVALID_SAMPLING);
      case MALFORMED_TREE -> invalid(refusal, ErrorReason.ERROR_REASON_MALFORMED_TREE);
      case TREE_TOO_LARGE -> invalid(refusal, ErrorReason.ERROR_REASON_TREE_TOO_LARGE);
      case INVALID_ARGUMENT -> invalid(refusal, ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
      case FINGERPRINT_MISMATCH ->
          of(
              Status.Code.FAILED_PRECONDITION,
              refusal,
              ErrorReason.ERROR_REASON_FINGERPRINT_MISMATCH);
      case SESSION_STATE ->
          of(Status.Code.FAILED_PRECONDITION, refusal, ErrorReason.ERROR_REASON_SESSION_STATE);
      case STALE_ROUND -> of(Status.Code.ABORTED, refusal, ErrorReason.ERROR_REASON_STALE_ROUND);
      case OVERLOADED ->
          later(Status.Code.RESOURCE_EXHAUSTED, refusal, ErrorReason.ERROR_REASON_OVERLOADED);
      case UNAVAILABLE ->
          later(Status.Code.UNAVAILABLE, refusal, ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE);
      case INTERNAL -> of(Status.Code.INTERNAL, refusal, ErrorReason.ERROR_REASON_INTERNAL);
    };
  }

  private static StatusRuntimeException invalid(Refusal refusal, ErrorReason reason) {
    return of(Status.Code.INVALID_ARGUMENT, refusal, reason);
  }

  private static StatusRuntimeException of(Status.Code code, Refusal refusal, ErrorReason reason) {
    return GrpcErrors.of(code, reason, refusal.message(), refusal.metadata());
  }

  private static StatusRuntimeException later(
      Status.Code code, Refusal refusal, ErrorReason reason) {
    return GrpcErrors.retryAfter(code, reason, refusal.message(), RETRY_MS);
  }
}
