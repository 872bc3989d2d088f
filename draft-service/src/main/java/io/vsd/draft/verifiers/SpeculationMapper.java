package io.vsd.draft.verifiers;

import io.vsd.draft.decoding.FinishReason;
import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RecordingConsent;
import io.vsd.draft.decoding.RoundTimings;
import io.vsd.draft.decoding.Verdict;
import io.vsd.draft.drafting.OpenCommand;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Opened;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.SamplingParameters;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.proto.speculation.v1.Timings;
import java.util.Arrays;
import java.util.OptionalInt;

/** Between the decisions' types and the wire's. */
public final class SpeculationMapper {

  private SpeculationMapper() {}

  /** A proposal as the wire has it. */
  public static Propose propose(long round, Proposal proposal) {
    var tree = proposal.tree();
    var message =
        Propose.newBuilder()
            .setRound(round)
            .setDraftVersion(proposal.draftVersion())
            .setDraftNanos(proposal.draftNanos());
    for (int i = 0; i < tree.size(); i++) {
      message.addTokenIds(tree.tokenId(i)).addParents(tree.parent(i)).addLogProbs(tree.logProb(i));
    }
    return message.build();
  }

  static SpeculateRequest open(OpenCommand command) {
    var request = command.request();
    var sampling = request.sampling();
    return SpeculateRequest.newBuilder()
        .setOpen(
            Open.newBuilder()
                .setSessionId(request.sessionId())
                .addAllTokenIds(Arrays.stream(command.tokens()).boxed().toList())
                .setPromptLength(request.promptIds().length)
                .setSampling(
                    SamplingParameters.newBuilder()
                        .setTemperature(sampling.temperature())
                        .setTopP(sampling.topP())
                        .setTopK(sampling.topK())
                        .setSeed(sampling.seed()))
                .setMaxTokens(request.maxTokens())
                .addAllStopTokenIds(Arrays.stream(request.stopTokenIds()).boxed().toList())
                .setDomain(request.domain())
                .setConsent(consent(request.consent()))
                .setExpectedFingerprint(command.expectedFingerprint())
                .setFeatures(command.features()))
        .build();
  }

  static Observation.Opened opened(Opened message) {
    return new Observation.Opened(
        message.getFingerprint(),
        message.getFirstToken(),
        message.getFeatures().toByteArray(),
        finish(message.getFinishReason()),
        timings(message.getTimings()));
  }

  static Verdict verdict(io.vsd.proto.speculation.v1.Verdict message) {
    return new Verdict(
        message.getRound(),
        message.getAcceptedList().stream().mapToInt(Integer::intValue).toArray(),
        message.hasBonusToken() ? OptionalInt.of(message.getBonusToken()) : OptionalInt.empty(),
        message.getFeatures().toByteArray(),
        finish(message.getFinishReason()),
        timings(message.getTimings()),
        new Verdict.Batch(
            message.getTimings().getForwardRows(), message.getTimings().getForwardSessions()));
  }

  /** The wire's name of a finish reason. */
  public static io.vsd.proto.speculation.v1.FinishReason finish(FinishReason reason) {
    return switch (reason) {
      case NOT_FINISHED -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_UNSPECIFIED;
      case STOP -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_STOP;
      case LENGTH -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_LENGTH;
    };
  }

  private static FinishReason finish(io.vsd.proto.speculation.v1.FinishReason reason) {
    return switch (reason) {
      case FINISH_REASON_STOP -> FinishReason.STOP;
      case FINISH_REASON_LENGTH -> FinishReason.LENGTH;
      case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> FinishReason.NOT_FINISHED;
    };
  }

  private static Consent consent(RecordingConsent consent) {
    return switch (consent) {
      case OFF -> Consent.CONSENT_OFF;
      case METRICS_ONLY -> Consent.CONSENT_METRICS_ONLY;
      case FULL -> Consent.CONSENT_FULL;
    };
  }

  private static RoundTimings timings(Timings timings) {
    return new RoundTimings(
        timings.getQueueNanos(), timings.getDeviceNanos(), timings.getBookkeepingNanos());
  }
}
