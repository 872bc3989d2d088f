package io.vsd.draft.verifiers;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Refusal;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;

/** The one place that says what a verifier's error means for a request. */
final class VerifierErrors {

  private static final long DEFAULT_RETRY_MS = 200;

  private VerifierErrors() {}

  /**
   * Sorts an error.
   *
   * @param proposing whether a non-empty proposal was outstanding
   */
  static Observation classify(Throwable error, boolean proposing) {
    var status = Status.fromThrowable(error);
    var why = status.getCode() + ": " + status.getDescription();
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED ->
          GrpcErrors.reasonOf(error) == ErrorReason.ERROR_REASON_OVERLOADED
              ? new Observation.Overloaded(retryMs(error), answered(error, status))
              : new Observation.Refused(answered(error, status));
      case INVALID_ARGUMENT ->
          proposing
              ? new Observation.ProposalRefused(why)
              : new Observation.Refused(answered(error, status));
      case FAILED_PRECONDITION ->
          GrpcErrors.reasonOf(error) == ErrorReason.ERROR_REASON_SESSION_STATE
              ? new Observation.Lost(why)
              : new Observation.Refused(answered(error, status));
      case UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND, OUT_OF_RANGE ->
          new Observation.Refused(answered(error, status));
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          ALREADY_EXISTS,
          ABORTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          new Observation.Lost(why);
    };
  }

  /** Whether another verifier may serve what this one refused. */
  static boolean isMismatch(Observation seen) {
    return seen instanceof Observation.Refused refused
        && refused.refusal() instanceof Refusal.Answered answered
        && GrpcErrors.reasonOf(answered.error()) == ErrorReason.ERROR_REASON_FINGERPRINT_MISMATCH;
  }

  private static Refusal answered(Throwable error, Status status) {
    if (GrpcErrors.reasonOf(error) != ErrorReason.ERROR_REASON_UNSPECIFIED
        && error instanceof StatusRuntimeException ours) {
      return new Refusal.Answered(ours);
    }
    var message = "the verifier refused: " + status.getDescription();
    return new Refusal.Answered(
        GrpcErrors.of(status.getCode(), ErrorReason.ERROR_REASON_INTERNAL, message));
  }

  private static long retryMs(Throwable error) {
    var status = StatusProto.fromThrowable(error);
    if (status == null) {
      return DEFAULT_RETRY_MS;
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return delay.getSeconds() * 1000 + delay.getNanos() / 1_000_000;
        } catch (InvalidProtocolBufferException malformed) {
          return DEFAULT_RETRY_MS;
        }
      }
    }
    return DEFAULT_RETRY_MS;
  }
}
