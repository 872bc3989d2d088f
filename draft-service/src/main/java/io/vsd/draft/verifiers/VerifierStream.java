package io.vsd.draft.verifiers;

import io.grpc.Context;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.vsd.draft.decoding.Observation;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One bidirectional stream: a command goes out, one answer comes back; the next command may go out
 * before. Commands are sent by the request's thread only; answers arrive on the transport's thread
 * and wait in a queue.
 */
final class VerifierStream implements ClientResponseObserver<SpeculateRequest, SpeculateResponse> {

  /** Two rounds' answers and the stream's end. */
  private static final int MOST_ARRIVALS = 3;

  private final BlockingQueue<Arrival> inbox = new ArrayBlockingQueue<>(MOST_ARRIVALS);
  private volatile boolean over;
  private volatile @Nullable ClientCallStreamObserver<SpeculateRequest> outbox;

  private sealed interface Arrival {
    record Message(SpeculateResponse response) implements Arrival {}

    record Failure(Throwable error) implements Arrival {}

    record End() implements Arrival {}
  }

  static VerifierStream on(VerifierEndpoint endpoint) {
    var stream = new VerifierStream();
    // The call outlives no context: the request itself says when it is over.
    Context.ROOT.run(() -> endpoint.stub().speculate(stream));
    return stream;
  }

  /** Sends a command. After a failure nothing is sent: its reason waits among the answers. */
  void send(SpeculateRequest command) {
    var out = outbox;
    if (out == null || over) {
      return;
    }
    try {
      out.onNext(command);
    } catch (IllegalStateException cancelled) {
      arrived(new Arrival.Failure(cancelled));
    }
  }

  /**
   * Waits for the next answer.
   *
   * @param proposing whether what is answered is a non-empty proposal
   * @param understand the answer, or what is wrong with it
   */
  Observation await(
      long timeoutMs, boolean proposing, Function<SpeculateResponse, Observation> understand) {
    if (outbox == null) {
      return new Observation.Lost("the stream is not open");
    }
    try {
      var arrival = inbox.poll(timeoutMs, TimeUnit.MILLISECONDS);
      return switch (arrival) {
        case null -> new Observation.Lost("no answer within " + timeoutMs + " ms");
        case Arrival.Message message -> understand.apply(message.response());
        case Arrival.Failure failure -> VerifierErrors.classify(failure.error(), proposing);
        case Arrival.End _ -> new Observation.Lost("the verifier closed the stream");
      };
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Observation.Lost("interrupted");
    }
  }

  /** Ends the stream; what is still on its way is dropped. */
  void close() {
    var out = outbox;
    if (out != null) {
      out.cancel("session closed", null);
    }
  }

  /** Ends the stream in good order: the verifier sees the end of the commands. */
  void complete() {
    var out = outbox;
    if (out != null) {
      try {
        out.onCompleted();
      } catch (IllegalStateException alreadyOver) {
        out.cancel("session closed", alreadyOver);
      }
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SpeculateRequest> requestStream) {
    outbox = requestStream;
  }

  @Override
  public void onNext(SpeculateResponse response) {
    arrived(new Arrival.Message(response));
  }

  @Override
  public void onError(Throwable error) {
    arrived(new Arrival.Failure(error));
  }

  @Override
  public void onCompleted() {
    arrived(new Arrival.End());
  }

  /** A verifier that answers unasked loses the stream: the queue takes no more. */
  private void arrived(Arrival arrival) {
    if (!(arrival instanceof Arrival.Message)) {
      over = true;
    }
    if (!inbox.offer(arrival)) {
      close();
    }
  }
}
