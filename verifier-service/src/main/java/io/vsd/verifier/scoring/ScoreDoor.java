package io.vsd.verifier.scoring;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vsd.proto.speculation.v1.ScoreRequest;
import io.vsd.proto.speculation.v1.ScoreResponse;
import io.vsd.verifier.scheduling.DeviceScheduler;
import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.Refusal.Kind;
import io.vsd.verifier.session.SessionLimits;
import io.vsd.verifier.session.SessionRules;
import io.vsd.verifier.target.Target;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Checks requests to score and queues them as background work. */
public final class ScoreDoor {
  private static final Logger LOG = Logger.getLogger(ScoreDoor.class);
  private static final int MAX_TOP_K = 64;

  private final Target target;
  private final DeviceScheduler scheduler;
  private final SessionLimits limits;
  private final Function<Refusal, RuntimeException> statusOf;

  public ScoreDoor(
      Target target,
      DeviceScheduler scheduler,
      SessionLimits limits,
      Function<Refusal, RuntimeException> statusOf) {
    this.target = target;
    this.scheduler = scheduler;
    this.limits = limits;
    this.statusOf = statusOf;
  }

  /** Streams the scores, or refuses. */
  public void score(ScoreRequest request, StreamObserver<ScoreResponse> observer) {
    int[] tokens = request.getTokenIdsList().stream().mapToInt(Integer::intValue).toArray();
    ScoreCommand command =
        new ScoreCommand(tokens, request.getFrom(), request.getTopK(), request.getFeatures());
    Optional<Refusal> refusal = check(command);
    if (refusal.isPresent()) {
      observer.onError(statusOf.apply(refusal.get()));
      return;
    }
    Replies replies = new Replies(observer, statusOf);
    if (!scheduler.submitBackground(new ScoreTask(target, command, replies))) {
      observer.onError(
          statusOf.apply(Refusal.of(Kind.OVERLOADED, "too many requests to score wait already")));
    }
  }

  private Optional<Refusal> check(ScoreCommand command) {
    int length = command.tokenIds().length;
    if (length == 0) {
      return Optional.of(Refusal.of(Kind.EMPTY_PROMPT, "there is no token to score"));
    }
    if (length > limits.maxContextTokens()) {
      return Optional.of(
          new Refusal(
              Kind.PROMPT_TOO_LONG,
              "%d tokens; at most %d are served".formatted(length, limits.maxContextTokens()),
              Map.of(
                  "limit",
                  String.valueOf(limits.maxContextTokens()),
                  "given",
                  String.valueOf(length))));
    }
    if (command.from() < 0 || command.from() > length) {
      return Optional.of(Refusal.field("from", "from must be a position of token_ids"));
    }
    if (command.topK() < 1 || command.topK() > Math.min(MAX_TOP_K, limits.vocabSize())) {
      return Optional.of(Refusal.field("top_k", "top_k must be in 1..%d".formatted(MAX_TOP_K)));
    }
    return SessionRules.unknownToken(command.tokenIds(), limits.vocabSize(), "token_ids");
  }

  private record Replies(
      StreamObserver<ScoreResponse> observer, Function<Refusal, RuntimeException> statusOf)
      implements ScoreReplies {
    Replies {
      if (observer instanceof ServerCallStreamObserver<ScoreResponse> call) {
        // With a handler set, writing to a cancelled call is not an error.
        call.setOnCancelHandler(() -> {});
      }
    }

    @Override
    public void send(ScoreResponse response) {
      observer.onNext(response);
    }

    @Override
    public void complete() {
      observer.onCompleted();
    }

    @Override
    public void failed(Throwable cause) {
      if (cause instanceof CancellationException) {
        observer.onError(
            statusOf.apply(Refusal.of(Kind.UNAVAILABLE, "this verifier is shutting down")));
        return;
      }
      LOG.error("a request to score failed", cause);
      observer.onError(
          statusOf.apply(Refusal.of(Kind.INTERNAL, "the verifier failed; its log has the cause")));
    }

    @Override
    public boolean cancelled() {
      return observer instanceof ServerCallStreamObserver<ScoreResponse> call && call.isCancelled();
    }
  }
}
