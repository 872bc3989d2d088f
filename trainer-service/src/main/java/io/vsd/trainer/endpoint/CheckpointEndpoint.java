package io.vsd.trainer.endpoint;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.InvalidCheckpointException;
import io.vsd.proto.checkpoint.v1.Announcement;
import io.vsd.proto.checkpoint.v1.CheckpointServiceGrpc;
import io.vsd.proto.checkpoint.v1.FetchRequest;
import io.vsd.proto.checkpoint.v1.FetchResponse;
import io.vsd.proto.checkpoint.v1.ListRequest;
import io.vsd.proto.checkpoint.v1.ListResponse;
import io.vsd.proto.checkpoint.v1.TrainerStatusRequest;
import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.registry.ManifestMapper;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Weights, registry and status for drafts and operators. */
@GrpcService
public class CheckpointEndpoint extends CheckpointServiceGrpc.CheckpointServiceImplBase {

  private static final Logger LOG = Logger.getLogger(CheckpointEndpoint.class);

  private static final long RETRY_MS = 1000;

  private final CheckpointDirectory checkpoints;
  private final TrainerBoard board;

  /** Reads what the trainer publishes. */
  public CheckpointEndpoint(CheckpointDirectory checkpoints, TrainerBoard board) {
    this.checkpoints = checkpoints;
    this.board = board;
  }

  @Override
  public void fetch(FetchRequest request, StreamObserver<FetchResponse> responses) {
    if (!checkpoints.isOpen()) {
      responses.onError(
          GrpcErrors.retryAfter(
              Status.Code.UNAVAILABLE,
              ErrorReason.ERROR_REASON_UNKNOWN_CHECKPOINT,
              "the registry is not open yet",
              RETRY_MS));
      return;
    }
    RegisteredCheckpoint entry = checkpoints.find(request.getCheckpointId()).orElse(null);
    if (entry == null) {
      responses.onError(
          GrpcErrors.of(
              Status.Code.NOT_FOUND,
              ErrorReason.ERROR_REASON_UNKNOWN_CHECKPOINT,
              "there is no checkpoint '" + request.getCheckpointId() + "'"));
      return;
    }
    long offset = request.getOffset();
    if (offset < 0 || offset > entry.manifest().weightsBytes()) {
      responses.onError(
          GrpcErrors.of(
              Status.Code.INVALID_ARGUMENT,
              ErrorReason.ERROR_REASON_INVALID_ARGUMENT,
              "offset " + offset + " of " + entry.manifest().weightsBytes() + " bytes",
              Map.of("field", "offset")));
      return;
    }
    var receiver = (ServerCallStreamObserver<FetchResponse>) responses;
    WeightsTransfer transfer = new WeightsTransfer(receiver);
    receiver.setOnReadyHandler(transfer::wake);
    receiver.setOnCancelHandler(transfer::wake);
    Thread.ofVirtual()
        .name("fetch-" + entry.id())
        .start(() -> send(entry, offset, transfer, receiver));
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListResponse> responses) {
    ListResponse.Builder list = ListResponse.newBuilder();
    for (RegisteredCheckpoint entry : checkpoints.entries()) {
      list.addCheckpoints(
          Announcement.newBuilder()
              .setManifest(ManifestMapper.toProto(entry.manifest()))
              .setState(ManifestMapper.toProto(checkpoints.standing(entry)))
              .setFetchAddress(checkpoints.fetchAddress()));
    }
    responses.onNext(list.build());
    responses.onCompleted();
  }

  @Override
  public void trainerStatus(
      TrainerStatusRequest request, StreamObserver<TrainerStatusResponse> responses) {
    responses.onNext(StatusMapper.toProto(board.progress(), checkpoints.damages()));
    responses.onCompleted();
  }

  private void send(
      RegisteredCheckpoint entry,
      long offset,
      WeightsTransfer transfer,
      ServerCallStreamObserver<FetchResponse> receiver) {
    try {
      // What the disk has damaged since it was written must not travel.
      DraftCheckpoint.read(entry.directory());
      receiver.onNext(
          FetchResponse.newBuilder().setManifest(ManifestMapper.toProto(entry.manifest())).build());
      transfer.send(entry.weightsFile(), offset);
      if (!receiver.isCancelled()) {
        receiver.onCompleted();
      }
    } catch (InvalidCheckpointException e) {
      LOG.errorf("checkpoint %s is damaged: %s", entry.id(), e.getMessage());
      checkpoints.suspect(entry.id());
      receiver.onError(
          GrpcErrors.of(
              Status.Code.DATA_LOSS,
              ErrorReason.ERROR_REASON_CHECKPOINT_HASH,
              e.problems().stream()
                  .map(CheckpointProblem::message)
                  .collect(
                      Collectors.joining(
                          "; ", "checkpoint '" + entry.id() + "' is damaged: ", ""))));
    } catch (IOException e) {
      LOG.warnf(e, "checkpoint %s cannot be read", entry.id());
      checkpoints.suspect(entry.id());
      receiver.onError(
          GrpcErrors.of(
              Status.Code.NOT_FOUND,
              ErrorReason.ERROR_REASON_UNKNOWN_CHECKPOINT,
              "checkpoint '" + entry.id() + "' is no longer kept"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StatusRuntimeException | IllegalStateException e) {
      LOG.debugf(e, "the receiver of %s left", entry.id());
    }
  }
}
