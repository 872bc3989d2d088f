package io.vsd.local.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.vsd.proto.checkpoint.v1.CheckpointServiceGrpc;
import io.vsd.proto.checkpoint.v1.TrainerStatusRequest;
import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import java.util.concurrent.TimeUnit;

/** Questions to verifier and trainer, each with a deadline. */
public final class ServiceStatus {
  private static final long LIMIT_S = 10;

  private ServiceStatus() {}

  /** What the verifier at {@code host:port} serves. */
  public static DescribeResponse verifier(String address) throws CallException {
    ManagedChannel channel = Channels.open(address);
    try {
      return VerifierServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(LIMIT_S, TimeUnit.SECONDS)
          .describe(DescribeRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw CallException.of(e);
    } finally {
      channel.shutdownNow();
    }
  }

  /** What the trainer at {@code host:port} is doing. */
  public static TrainerStatusResponse trainer(String address) throws CallException {
    ManagedChannel channel = Channels.open(address);
    try {
      return CheckpointServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(LIMIT_S, TimeUnit.SECONDS)
          .trainerStatus(TrainerStatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw CallException.of(e);
    } finally {
      channel.shutdownNow();
    }
  }
}
