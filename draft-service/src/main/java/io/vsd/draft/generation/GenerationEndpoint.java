package io.vsd.draft.generation;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.vsd.draft.hotswap.DraftSwapper;
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

  private final ServingParts parts;
  private final DraftSwapper swapper;

  /** Serves with those parts. */
  public GenerationEndpoint(ServingParts parts, DraftSwapper swapper) {
    this.parts = parts;
    this.swapper = swapper;
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
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
    var done = swapper.record();
    var metrics = parts.metrics();
    var response =
        StatusResponse.newBuilder()
            .setModelName(parts.text().modelName())
            .setDraftVersion(parts.generations().activeVersion())
            .setSwaps(done.swaps())
            .setLastRefusal(done.lastRefusal())
            .setActiveRequests(parts.slots().active().get())
            .setTotalRequests(parts.slots().total())
            .setNumDrafts(metrics.numDrafts())
            .setNumDraftTokens(metrics.numDraftTokens())
            .setNumAcceptedTokens(metrics.numAcceptedTokens())
            .addAllWarnings(done.warnings())
            .addAllLiveGenerations(parts.generations().liveVersions());
    parts.verifiers().description().ifPresent(d -> response.setFingerprint(d.fingerprint()));
    observer.onNext(response.build());
    observer.onCompleted();
  }
}
