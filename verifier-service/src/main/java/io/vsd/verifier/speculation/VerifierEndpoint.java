package io.vsd.verifier.speculation;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.ScoreRequest;
import io.vsd.proto.speculation.v1.ScoreResponse;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.Refusal.Kind;
import java.util.Optional;

/** The gRPC shell: plain stream observers that hand work to the device thread and never block. */
@GrpcService
public class VerifierEndpoint extends VerifierServiceGrpc.VerifierServiceImplBase {
  private final OpenDoors doors;

  public VerifierEndpoint(OpenDoors doors) {
    this.doors = doors;
  }

  @Override
  public StreamObserver<SpeculateRequest> speculate(StreamObserver<SpeculateResponse> responses) {
    Optional<VerifierDoors> open = doors.current();
    if (open.isEmpty()) {
      responses.onError(notReady());
      return new IgnoredStream();
    }
    SpeculateStream stream =
        new SpeculateStream(open.get().serving(), new SessionReplies(responses));
    if (responses instanceof ServerCallStreamObserver<SpeculateResponse> call) {
      call.setOnCancelHandler(stream::cancelled);
    }
    return stream;
  }

  @Override
  public void score(ScoreRequest request, StreamObserver<ScoreResponse> responses) {
    doors
        .current()
        .ifPresentOrElse(
            open -> open.scores().score(request, responses), () -> responses.onError(notReady()));
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> responses) {
    Optional<VerifierDoors> open = doors.current();
    if (open.isEmpty()) {
      responses.onError(notReady());
      return;
    }
    responses.onNext(open.get().description().now());
    responses.onCompleted();
  }

  private static RuntimeException notReady() {
    return RefusalMapper.toStatus(
        Refusal.of(Kind.UNAVAILABLE, "the model is not loaded yet or no longer served"));
  }

  private static final class IgnoredStream implements StreamObserver<SpeculateRequest> {
    @Override
    public void onNext(SpeculateRequest request) {}

    @Override
    public void onError(Throwable lost) {}

    @Override
    public void onCompleted() {}
  }
}
