package io.vsd.trainer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.proto.checkpoint.v1.CheckpointServiceGrpc;
import io.vsd.proto.checkpoint.v1.CheckpointServiceGrpc.CheckpointServiceBlockingStub;
import io.vsd.proto.checkpoint.v1.CheckpointState;
import io.vsd.proto.checkpoint.v1.FetchRequest;
import io.vsd.proto.checkpoint.v1.FetchResponse;
import io.vsd.proto.checkpoint.v1.ListRequest;
import io.vsd.proto.checkpoint.v1.TrainerStatusRequest;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.trainer.fixtures.FakeDraft;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.TrainerState;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointEndpointTest {

  @TempDir Path root;
  private CheckpointRegistry registry;
  private Server server;
  private ManagedChannel channel;
  private CheckpointServiceBlockingStub client;
  private byte[] weights;

  @BeforeEach
  void serve() throws Exception {
    registry = CheckpointRegistry.open(root, 2);
    registry.add(FakeDraft.initial(), TrainerState.initial("initial"), Optional.empty());
    Path file = registry.find("initial").orElseThrow().weightsFile();
    weights = Files.readAllBytes(file);
    var directory = new CheckpointDirectory("127.0.0.1:9002");
    directory.open(registry);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new CheckpointEndpoint(directory, new TrainerBoard()))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    client = CheckpointServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void sendsTheManifestFirstAndThenEveryByte() throws Exception {
    Iterator<FetchResponse> parts = fetch("initial", 0);
    FetchResponse first = parts.next();
    assertThat(first.getManifest().getCheckpointId()).isEqualTo("initial");
    assertThat(first.getManifest().getWeightsBytes()).isEqualTo(weights.length);
    assertThat(chunks(parts)).isEqualTo(weights);
  }

  @Test
  void resumesInTheMiddle() throws Exception {
    Iterator<FetchResponse> parts = fetch("initial", 1000);
    parts.next();
    byte[] rest = chunks(parts);
    assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(weights, 1000, weights.length));
    parts = fetch("initial", weights.length);
    parts.next();
    assertThat(chunks(parts)).isEmpty();
  }

  @Test
  void sendsChunksOfLimitedSize() throws Exception {
    var bundled = DraftCheckpoint.read(Path.of("../deploy/drafts/smollm2-135m-instruct"));
    String id = bundled.manifest().checkpointId();
    registry.add(bundled, TrainerState.initial(id), Optional.empty());
    byte[] large = Files.readAllBytes(registry.find(id).orElseThrow().weightsFile());
    assertThat(large).hasSizeGreaterThan(3 * WeightsTransfer.CHUNK_BYTES);
    Iterator<FetchResponse> parts = fetch(id, 0);
    parts.next();
    assertThat(chunks(parts)).isEqualTo(large);
  }

  @Test
  void refusesToSendWhatTheDiskHasDamaged() throws Exception {
    weights[weights.length - 1] ^= 1;
    Files.write(registry.find("initial").orElseThrow().weightsFile(), weights);
    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> fetch("initial", 0).next());
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(ErrorReason.ERROR_REASON_CHECKPOINT_HASH);
    registry.setAsideSuspects();
    assertThat(client.trainerStatus(TrainerStatusRequest.getDefaultInstance()).getWarningsList())
        .singleElement()
        .asString()
        .contains("checkpoint initial was damaged", "set-aside");
  }

  @Test
  void asksToTryAgainWhileTheRegistryIsNotOpen() throws Exception {
    server.shutdownNow();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                new CheckpointEndpoint(new CheckpointDirectory("127.0.0.1:1"), new TrainerBoard()))
            .build()
            .start();
    channel.shutdownNow();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    client = CheckpointServiceGrpc.newBlockingStub(channel);
    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> fetch("initial", 0).next());
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void namesACheckpointThatIsNotThere() {
    StatusRuntimeException error =
        catchThrowableOfType(StatusRuntimeException.class, () -> fetch("nobody", 0).next());
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(ErrorReason.ERROR_REASON_UNKNOWN_CHECKPOINT);
  }

  @Test
  void refusesAnOffsetPastTheEnd() {
    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> fetch("initial", weights.length + 1).next());
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void listsTheRegistryAndTellsItsStatus() {
    var list = client.list(ListRequest.getDefaultInstance());
    assertThat(list.getCheckpointsList()).hasSize(1);
    assertThat(list.getCheckpoints(0).getState())
        .isEqualTo(CheckpointState.CHECKPOINT_STATE_STABLE);
    var status = client.trainerStatus(TrainerStatusRequest.getDefaultInstance());
    assertThat(status.getActivity()).isEqualTo("starting");
  }

  private Iterator<FetchResponse> fetch(String id, long offset) {
    return client.fetch(FetchRequest.newBuilder().setCheckpointId(id).setOffset(offset).build());
  }

  private static byte[] chunks(Iterator<FetchResponse> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parts.forEachRemaining(
        part -> {
          assertThat(part.getChunk().size()).isBetween(1, WeightsTransfer.CHUNK_BYTES);
          bytes.writeBytes(part.getChunk().toByteArray());
        });
    return bytes.toByteArray();
  }
}
