package io.vsd.verifier.speculation;

import io.grpc.stub.StreamObserver;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.verifier.scheduling.DeviceCall;
import io.vsd.verifier.scheduling.DeviceTask;
import io.vsd.verifier.scheduling.Lane;
import io.vsd.verifier.session.OpenSession;
import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.Refusal.Kind;
import io.vsd.verifier.session.RefusedException;
import io.vsd.verifier.session.SessionRules;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The asking half of a stream: maps and checks messages, and queues work for the device thread.
 * Called by one transport thread at a time; whatever goes wrong ends the stream with a status and
 * frees the session.
 */
final class SpeculateStream implements StreamObserver<SpeculateRequest>, StreamEnd {
  private static final Logger LOG = Logger.getLogger(SpeculateStream.class);

  private final Serving serving;
  private final SessionReplies replies;
  private final Lane lane;
  private @Nullable LiveSession session;

  SpeculateStream(Serving serving, SessionReplies replies) {
    this.serving = serving;
    this.replies = replies;
    this.lane = serving.scheduler().openLane();
  }

  @Override
  public void onNext(SpeculateRequest request) {
    if (replies.ended()) {
      return;
    }
    try {
      switch (request.getCommandCase()) {
        case OPEN -> open(request.getOpen());
        case PROPOSE -> propose(request.getPropose());
        case COMMAND_NOT_SET ->
            throw new RefusedException(Refusal.field("command", "the message holds no command"));
      }
    } catch (RefusedException refused) {
      refuse(refused.refusal());
    }
  }

  private void open(Open message) {
    if (session != null) {
      throw new RefusedException(Refusal.of(Kind.SESSION_STATE, "the session is open already"));
    }
    OpenSession open = CommandMapper.open(message);
    SessionRules.checkOpen(open, serving.limits()).ifPresent(SpeculateStream::raise);
    serving.admission().admit().ifPresent(SpeculateStream::raise);
    LiveSession opened = new LiveSession(serving, open, replies, lane);
    session = opened;
    submit(new PromptTask(opened, this));
  }

  private void propose(Propose message) {
    LiveSession opened = session;
    if (opened == null) {
      throw new RefusedException(Refusal.of(Kind.SESSION_STATE, "Open comes before Propose"));
    }
    submit(new RoundTask(opened, CommandMapper.proposal(message, serving.limits()), this));
  }

  private void submit(DeviceTask task) {
    if (!serving.scheduler().submit(lane, task)) {
      throw new RefusedException(Refusal.of(Kind.OVERLOADED, "the device's queue is full"));
    }
  }

  private static void raise(Refusal refusal) {
    throw new RefusedException(refusal);
  }

  @Override
  public void refuse(Refusal refusal) {
    replies.refuse(refusal);
    free();
  }

  @Override
  public void failed(Throwable cause) {
    LOG.error("a session failed", cause);
    refuse(Refusal.of(Kind.INTERNAL, "the verifier failed; its log has the cause"));
  }

  /** The caller has no more messages: what is queued is answered first. */
  @Override
  public void onCompleted() {
    if (!serving.scheduler().submit(lane, new Goodbye())) {
      free();
    }
  }

  @Override
  public void onError(Throwable lost) {
    cancelled();
  }

  /** The caller is gone: queued work is forgotten. */
  void cancelled() {
    replies.abandon();
    free();
  }

  private void free() {
    serving
        .scheduler()
        .close(
            lane,
            () -> {
              LiveSession opened = session;
              if (opened != null) {
                opened.end();
              }
              replies.complete();
            });
  }

  /** Frees the session once what was queued before is answered. */
  private final class Goodbye implements DeviceCall {
    @Override
    public void run() {
      free();
    }

    @Override
    public void failed(Throwable cause) {
      SpeculateStream.this.failed(cause);
    }
  }
}
