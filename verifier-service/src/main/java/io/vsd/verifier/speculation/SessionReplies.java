package io.vsd.verifier.speculation;

import io.grpc.stub.StreamObserver;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.verifier.session.Refusal;
import org.jboss.logging.Logger;

/** The answering half of a stream: one message at a time, nothing after its end. Thread safe. */
final class SessionReplies {
  private static final Logger LOG = Logger.getLogger(SessionReplies.class);

  private final StreamObserver<SpeculateResponse> observer;
  private boolean ended;

  SessionReplies(StreamObserver<SpeculateResponse> observer) {
    this.observer = observer;
  }

  synchronized void send(SpeculateResponse response) {
    if (!ended) {
      quietly(() -> observer.onNext(response));
    }
  }

  synchronized void refuse(Refusal refusal) {
    if (!ended) {
      ended = true;
      quietly(() -> observer.onError(RefusalMapper.toStatus(refusal)));
    }
  }

  synchronized void complete() {
    if (!ended) {
      ended = true;
      quietly(observer::onCompleted);
    }
  }

  /** The caller is gone. */
  synchronized void abandon() {
    ended = true;
  }

  synchronized boolean ended() {
    return ended;
  }

  private static void quietly(Runnable reply) {
    try {
      reply.run();
    } catch (IllegalStateException | io.grpc.StatusRuntimeException gone) {
      LOG.debug("a reply found its stream closed", gone);
    }
  }
}
