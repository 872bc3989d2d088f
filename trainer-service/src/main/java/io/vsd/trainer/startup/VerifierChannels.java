package io.vsd.trainer.startup;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Channels to the verifiers that the trainer asks about themselves. */
final class VerifierChannels implements AutoCloseable {

  private static final long ANSWER_MS = 500;

  private final List<Verifier> verifiers;

  /** One of them. */
  record Verifier(String address, ManagedChannel channel) {

    /**
     * Who it is and how busy.
     *
     * @throws io.grpc.StatusRuntimeException when it does not answer in half a second
     */
    DescribeResponse describe() {
      return VerifierServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
          .describe(DescribeRequest.getDefaultInstance());
    }
  }

  /** To verifiers at host:port[,host:port]; empty for none. */
  VerifierChannels(String addresses) {
    this.verifiers =
        Arrays.stream(addresses.split(","))
            .map(String::strip)
            .filter(a -> !a.isEmpty())
            .map(a -> new Verifier(a, ManagedChannelBuilder.forTarget(a).usePlaintext().build()))
            .toList();
  }

  List<Verifier> all() {
    return verifiers;
  }

  @Override
  public void close() {
    verifiers.forEach(v -> v.channel().shutdownNow());
  }
}
