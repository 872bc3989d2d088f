package io.vsd.draft.generation;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.vsd.draft.hotswap.CheckpointRefusedException;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerateResponse;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.StatusRequest;
import io.vsd.proto.generation.v1.StatusResponse;

/**
 * The gRPC shell: admits a request, gives it a virtual thread and returns. Plain observers on
 * purpose: Quarkus' own hand-off to virtual threads loses stream messages in this version.
 */
@GrpcService
public class GenerationEndpoint extends GenerationServiceGrpc.GenerationServiceImplBase {

  private static final long RETRY_MS = 1000;

  private final FrontDoor door;

  /** Serves once the door is open. */
  public GenerationEndpoint(FrontDoor door) {
    this.door = door;
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
    door.inside()
        .ifPresentOrElse(
            inside -> admit(inside.parts(), request, observer), () -> observer.onError(starting()));
  }

  private static void admit(
      ServingParts parts, GenerateRequest request, StreamObserver<GenerateResponse> observer) {
    if (!parts.slots().tryEnter()) {
      observer.onError(
          GrpcErrors.retryAfter(
              Status.Code.RESOURCE_EXHAUSTED,
              ErrorReason.ERROR_REASON_OVERLOADED,
              "%d requests are being served".formatted(parts.slots().maxActive()),
              parts.retryMs()));
      return;
    }
    var times = parts.times();
    var call = (ServerCallStreamObserver<GenerateResponse>) observer;
    var stream = new ReplyStream(call, times.slowReaderMs(), times.requestMs());
    Thread.ofVirtual().name("vsd-request").start(new GenerationRun(parts, request, stream));
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    door.inside()
        .ifPresentOrElse(
            inside -> {
              observer.onNext(describe(inside));
              observer.onCompleted();
            },
            () -> observer.onError(starting()));
  }

  private static StatusResponse describe(FrontDoor.Inside inside) {
    var parts = inside.parts();
    var done = inside.swapper().record();
    var metrics = parts.metrics();
    var response =
        StatusResponse.newBuilder()
            .setModelName(parts.text().modelName())
            .setDraftVersion(parts.generations().activeVersion())
            .setSwaps(done.swaps())
            .setLastRefusal(done.lastRefusal())
            .setLastRefusalReason(
                done.lastReason()
                    .map(GenerationEndpoint::reason)
                    .orElse(ErrorReason.ERROR_REASON_UNSPECIFIED))
            .setActiveRequests(parts.slots().active().get())
            .setTotalRequests(parts.slots().total())
            .setNumDrafts(metrics.numDrafts())
            .setNumDraftTokens(metrics.numDraftTokens())
            .setNumAcceptedTokens(metrics.numAcceptedTokens())
            .addAllWarnings(done.warnings())
            .addAllLiveGenerations(parts.generations().liveVersions());
    if (!done.postponed().isEmpty()) {
      response.addWarnings(done.postponed());
    }
    parts.verifiers().description().ifPresent(d -> response.setFingerprint(d.fingerprint()));
    return response.build();
  }

  private static ErrorReason reason(CheckpointRefusedException.Reason refusal) {
    return switch (refusal) {
      case SHAPE -> ErrorReason.ERROR_REASON_CHECKPOINT_SHAPE;
      case HASH -> ErrorReason.ERROR_REASON_CHECKPOINT_HASH;
      case NOT_FINITE -> ErrorReason.ERROR_REASON_CHECKPOINT_NOT_FINITE;
      case UNKNOWN -> ErrorReason.ERROR_REASON_UNKNOWN_CHECKPOINT;
      case MISMATCH -> ErrorReason.ERROR_REASON_FINGERPRINT_MISMATCH;
      case WARM_ROUND -> ErrorReason.ERROR_REASON_INTERNAL;
    };
  }

  private static StatusRuntimeException starting() {
    return GrpcErrors.retryAfter(
        Status.Code.UNAVAILABLE,
        ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE,
        "the service is starting",
        RETRY_MS);
  }
}
