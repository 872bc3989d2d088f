package io.vsd.proto.error;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.vsd.proto.error.v1.ErrorReason;
import java.util.Map;
import java.util.Optional;

/**
 * The one form in which errors leave a service: a gRPC status with {@code google.rpc.ErrorInfo}
 * and, where trying again makes sense, {@code google.rpc.RetryInfo}.
 */
public final class GrpcErrors {

  /** Value of {@code ErrorInfo.domain}. */
  public static final String DOMAIN = "vsd";

  private static final String PREFIX = "ERROR_REASON_";

  private GrpcErrors() {}

  /** An error that the caller must not expect to go away by itself. */
  public static StatusRuntimeException of(
      Status.Code code, ErrorReason reason, String message, Map<String, String> metadata) {
    return build(code, message, errorInfo(reason, metadata), Optional.empty());
  }

  /** As {@link #of(Status.Code, ErrorReason, String, Map)} without metadata. */
  public static StatusRuntimeException of(Status.Code code, ErrorReason reason, String message) {
    return of(code, reason, message, Map.of());
  }

  /** An error that a later try may not meet. */
  public static StatusRuntimeException retryAfter(
      Status.Code code, ErrorReason reason, String message, long retryMs) {
    var retry =
        RetryInfo.newBuilder()
            .setRetryDelay(
                Duration.newBuilder()
                    .setSeconds(retryMs / 1000)
                    .setNanos((int) (retryMs % 1000) * 1_000_000))
            .build();
    return build(code, message, errorInfo(reason, Map.of()), Optional.of(retry));
  }

  /** The reason of an error made here, or unspecified for any other throwable. */
  public static ErrorReason reasonOf(Throwable error) {
    var status = StatusProto.fromThrowable(error);
    if (status == null) {
      return ErrorReason.ERROR_REASON_UNSPECIFIED;
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return parse(detail);
      }
    }
    return ErrorReason.ERROR_REASON_UNSPECIFIED;
  }

  private static ErrorReason parse(Any detail) {
    try {
      var name = PREFIX + detail.unpack(ErrorInfo.class).getReason();
      for (var reason : ErrorReason.values()) {
        if (reason.name().equals(name)) {
          return reason;
        }
      }
      return ErrorReason.ERROR_REASON_UNSPECIFIED;
    } catch (InvalidProtocolBufferException malformed) {
      return ErrorReason.ERROR_REASON_UNSPECIFIED;
    }
  }

  private static ErrorInfo errorInfo(ErrorReason reason, Map<String, String> metadata) {
    return ErrorInfo.newBuilder()
        .setReason(reason.name().substring(PREFIX.length()))
        .setDomain(DOMAIN)
        .putAllMetadata(metadata)
        .build();
  }

  private static StatusRuntimeException build(
      Status.Code code, String message, ErrorInfo info, Optional<RetryInfo> retry) {
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(message)
            .addDetails(Any.pack(info));
    retry.ifPresent(r -> status.addDetails(Any.pack(r)));
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
