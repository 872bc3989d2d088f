package io.vsd.draft.verifiers;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.vsd.draft.costs.VerifierMeter;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One verifier's address, connection and last known state. Thread-safe. */
final class VerifierEndpoint implements AutoCloseable {

  private static final long DESCRIBE_SECONDS = 5;

  private final String address;
  private final ManagedChannel channel;
  private final AtomicInteger activeSessions = new AtomicInteger();
  private volatile @Nullable VerifierDescription description;
  private volatile VerifierMeter meter = new VerifierMeter(VerifierDescription.UNMEASURED);
  private final AtomicBoolean suspect = new AtomicBoolean();

  VerifierEndpoint(String address, int maxMessageBytes) {
    this.address = address;
    // Callbacks only put a message in a queue, so they may run on the transport's own thread.
    this.channel =
        ManagedChannelBuilder.forTarget(address)
            .usePlaintext()
            .directExecutor()
            .maxInboundMessageSize(maxMessageBytes)
            .disableRetry()
            .build();
  }

  String address() {
    return address;
  }

  Optional<VerifierDescription> description() {
    return Optional.ofNullable(description);
  }

  /** What its rounds cost. */
  VerifierMeter meter() {
    return meter;
  }

  int activeSessions() {
    return activeSessions.get();
  }

  void sessionOpened() {
    activeSessions.incrementAndGet();
  }

  void sessionClosed() {
    activeSessions.decrementAndGet();
  }

  /** Until it has answered again, this verifier is the last to be asked. */
  void failed() {
    suspect.set(true);
    // A broken connection waits up to two minutes before it tries again by itself.
    channel.resetConnectBackoff();
  }

  /** Whether it answered last time and no stream has failed since. */
  boolean trusted() {
    return description != null && !suspect.get();
  }

  VerifierServiceGrpc.VerifierServiceStub stub() {
    return VerifierServiceGrpc.newStub(channel);
  }

  /** Asks the verifier what it is; the answer is remembered, and so is its absence. */
  Optional<VerifierDescription> describe() {
    try {
      channel.resetConnectBackoff();
      var answer =
          VerifierServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS)
              .describe(DescribeRequest.getDefaultInstance());
      var fresh = VerifierDescription.of(answer);
      if (!meter.startedWith(fresh.forward())) {
        // It was started anew, maybe elsewhere.
        meter = new VerifierMeter(fresh.forward());
      }
      description = fresh;
      suspect.set(false);
    } catch (StatusRuntimeException absent) {
      description = null;
    }
    return Optional.ofNullable(description);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
