package io.vsd.proto.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.vsd.proto.error.v1.ErrorReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrpcErrorsTest {

  @Test
  void carriesReasonAndMetadata() {
    var error =
        GrpcErrors.of(
            Status.Code.INVALID_ARGUMENT,
            ErrorReason.ERROR_REASON_UNKNOWN_TOKEN,
            "token 7 is not in the vocabulary",
            Map.of("token_id", "7"));

    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
    assertThat(error).hasMessageContaining("token 7");
  }

  @Test
  void statesWhenToTryAgain() throws Exception {
    var error =
        GrpcErrors.retryAfter(
            Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_OVERLOADED, "full", 1500);

    var details = StatusProto.fromThrowable(error).getDetailsList();
    assertThat(details).hasSize(2);
    var retry = details.get(1).unpack(RetryInfo.class).getRetryDelay();
    assertThat(retry.getSeconds()).isEqualTo(1);
    assertThat(retry.getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void findsNoReasonInForeignErrors() {
    assertThat(GrpcErrors.reasonOf(new IllegalStateException("x")))
        .isEqualTo(ErrorReason.ERROR_REASON_UNSPECIFIED);
    assertThat(GrpcErrors.reasonOf(Status.CANCELLED.asRuntimeException()))
        .isEqualTo(ErrorReason.ERROR_REASON_UNSPECIFIED);
  }
}
