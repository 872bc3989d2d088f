package io.vsd.draft.generation;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.draft.decoding.DecodingState;
import io.vsd.draft.decoding.Generation;
import io.vsd.draft.decoding.NextStep;
import io.vsd.draft.decoding.Refusal;
import io.vsd.draft.drafting.Drafter;
import io.vsd.draft.drafting.RequestCancelled;
import io.vsd.draft.drafting.SessionDrafter;
import io.vsd.draft.drafting.SpeculationLoop;
import io.vsd.draft.verifiers.FailoverVerifiers;
import io.vsd.draft.verifiers.VerifierDescription;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.GenerateRequest;
import java.util.UUID;
import org.jboss.logging.Logger;

/** One request from admission to its last message, on its own thread. */
final class GenerationRun implements Runnable {

  private static final Logger LOG = Logger.getLogger(GenerationRun.class);

  private final ServingParts parts;
  private final GenerateRequest message;
  private final ReplyStream stream;
  private final long startedAt = System.nanoTime();

  GenerationRun(ServingParts parts, GenerateRequest message, ReplyStream stream) {
    this.parts = parts;
    this.message = message;
    this.stream = stream;
  }

  @Override
  public void run() {
    var outcome = "failed";
    try {
      outcome = serve();
    } catch (RequestCancelled cancelled) {
      outcome = "cancelled";
      cancelled.answer().ifPresent(this::answer);
    } catch (StatusRuntimeException refused) {
      outcome = "refused";
      answer(refused);
    } catch (RuntimeException | Error broken) {
      LOG.error("a request failed for a reason of our own", broken);
      answer(
          GrpcErrors.of(
              Status.Code.INTERNAL,
              ErrorReason.ERROR_REASON_INTERNAL,
              "internal error; the service's log has the trace"));
    } finally {
      parts.slots().leave();
      parts.metrics().requestEnded(outcome, (System.nanoTime() - startedAt) / 1e9);
    }
  }

  private String serve() throws RequestCancelled {
    var target = target();
    var request =
        parts
            .mapper()
            .map(UUID.randomUUID().toString(), message, target.limits().maxContextTokens());
    var reply = new Reply(request, stream, parts.text().newReply());
    reply.start(parts.generations().activeVersion(), target.fingerprint());
    var verifiers = new FailoverVerifiers(parts.verifiers(), parts.verifierPatience());
    stream.whenCancelled(verifiers::abort);
    var loop = new SpeculationLoop(parts.rules(), parts.metrics());
    var last = loop.run(request, drafter(request, target), verifiers, reply);
    return end(last, reply);
  }

  private String end(DecodingState last, Reply reply) throws RequestCancelled {
    return switch (last.nextStep()) {
      case NextStep.Finish finish -> {
        reply.finish(last, finish.reason());
        stream.complete();
        yield finish.reason().name().toLowerCase(java.util.Locale.ROOT);
      }
      case NextStep.Fail fail -> throw error(fail.refusal());
      case NextStep.OpenStream _, NextStep.ProposeRound _ ->
          throw new IllegalStateException("the loop ended in the middle of a text");
    };
  }

  private Drafter drafter(Generation request, VerifierDescription target) {
    if (!request.speculation()) {
      return Drafter.plain();
    }
    var limits = target.limits();
    var settings =
        parts
            .drafting()
            .within(
                limits.maxTreeNodes(),
                limits.maxTreeDepth(),
                request.promptIds().length + request.maxTokens());
    return new SessionDrafter(
        parts.generations(), parts.device(), settings, request.sampling(), parts.metrics());
  }

  private VerifierDescription target() {
    return parts
        .verifiers()
        .describeNow()
        .orElseThrow(() -> error(new Refusal.NoVerifier("none has answered yet", parts.retryMs())));
  }

  private static StatusRuntimeException error(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Answered answered -> asStatus(answered.error());
      case Refusal.NoVerifier none ->
          GrpcErrors.retryAfter(
              Status.Code.UNAVAILABLE,
              ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE,
              "no verifier serves this request: " + none.why(),
              none.retryMs());
    };
  }

  private static StatusRuntimeException asStatus(RuntimeException error) {
    return error instanceof StatusRuntimeException status
        ? status
        : GrpcErrors.of(Status.Code.INTERNAL, ErrorReason.ERROR_REASON_INTERNAL, "internal error");
  }

  private void answer(RuntimeException error) {
    try {
      stream.fail(asStatus(error));
    } catch (IllegalStateException over) {
      LOG.debugf("an error found no listener: %s", over.getMessage());
    }
  }
}
