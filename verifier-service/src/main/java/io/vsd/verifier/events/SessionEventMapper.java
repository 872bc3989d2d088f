package io.vsd.verifier.events;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeMass;
import io.vsd.proto.event.v1.FeatureChunk;
import io.vsd.proto.event.v1.RoundVerified;
import io.vsd.proto.event.v1.SessionClosed;
import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.proto.event.v1.SessionOpened;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.Timings;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.FinishReason;
import io.vsd.verifier.session.OpenSession;
import java.util.ArrayList;
import java.util.List;

/** Maps records to the log's messages, leaving out what the consent does not cover. */
final class SessionEventMapper {
  static final int MAX_CHUNK_BYTES = 512 * 1024;
  private static final int BYTES_PER_FEATURE_TOKEN = 3 * 2;

  private SessionEventMapper() {}

  /** The opened event and the chunks of features that follow it. */
  static List<SessionEvent.Builder> opened(ConsentMode mode, SessionRecord session) {
    OpenSession open = session.open();
    boolean full = mode == ConsentMode.FULL;
    List<FeatureChunk> chunks = full ? chunks(session) : List.of();
    SessionOpened.Builder opened =
        SessionOpened.newBuilder()
            .setTargetFingerprint(session.fingerprint())
            .setPromptLength(open.promptLength())
            .setSampling(sampling(open.sampling()))
            .setDomain(open.domain())
            .setHiddenSize(session.hiddenSize())
            .setFeatureChunks(chunks.size())
            .setConsent(full ? Consent.CONSENT_FULL : Consent.CONSENT_METRICS_ONLY);
    if (full) {
      for (int token : open.tokenIds()) {
        opened.addTokenIds(token);
      }
      opened.setFirstToken(session.firstToken()).setFirstLaw(law(session.firstLaw()));
    }
    List<SessionEvent.Builder> events = new ArrayList<>();
    events.add(SessionEvent.newBuilder().setOpened(opened));
    chunks.forEach(chunk -> events.add(SessionEvent.newBuilder().setFeatures(chunk)));
    return events;
  }

  private static List<FeatureChunk> chunks(SessionRecord session) {
    int rowBytes = session.hiddenSize() * BYTES_PER_FEATURE_TOKEN;
    int rows = session.features().length / rowBytes;
    int rowsPerChunk = Math.max(1, MAX_CHUNK_BYTES / rowBytes);
    ByteString all = UnsafeByteOperations.unsafeWrap(session.features());
    List<FeatureChunk> chunks = new ArrayList<>();
    for (int from = 0; from < rows; from += rowsPerChunk) {
      int to = Math.min(rows, from + rowsPerChunk);
      chunks.add(
          FeatureChunk.newBuilder()
              .setIndex(chunks.size())
              .setFromPosition(from)
              .setFeatures(all.substring(from * rowBytes, to * rowBytes))
              .build());
    }
    return chunks;
  }

  static SessionEvent.Builder round(ConsentMode mode, RoundRecord round) {
    boolean full = mode == ConsentMode.FULL;
    RoundVerified.Builder verified =
        RoundVerified.newBuilder().setProposal(proposal(full, round)).setTimings(timings(round));
    for (int node : round.verdict().accepted()) {
      verified.addAccepted(node);
    }
    TreeMass mass = round.mass();
    verified.addEscapeMass((float) mass.escape(0));
    for (int node = 0; node < mass.size(); node++) {
      verified.addPathProbs((float) mass.pathProb(node));
      verified.addEscapeMass((float) mass.escape(node + 1));
    }
    if (full) {
      round.verdict().bonusToken().ifPresent(verified::setBonusToken);
      verified.setFeatures(UnsafeByteOperations.unsafeWrap(round.features()));
      round.laws().forEach(law -> verified.addLaws(law(law)));
    }
    return SessionEvent.newBuilder().setRound(verified);
  }

  private static Propose.Builder proposal(boolean withTokens, RoundRecord round) {
    TokenTree tree = round.proposal().tree();
    Propose.Builder proposal =
        Propose.newBuilder()
            .setRound(round.proposal().round())
            .setDraftVersion(round.proposal().draftVersion())
            .setDraftNanos(round.proposal().draftNanos());
    for (int node = 0; node < tree.size(); node++) {
      proposal.addParents(tree.parent(node)).addLogProbs(tree.logProb(node));
      if (withTokens) {
        proposal.addTokenIds(tree.tokenId(node));
      }
    }
    return proposal;
  }

  private static Timings.Builder timings(RoundRecord round) {
    return Timings.newBuilder()
        .setQueueNanos(round.times().queueNanos())
        .setDeviceNanos(round.times().pass().nanos())
        .setBookkeepingNanos(round.times().bookkeepingNanos())
        .setForwardRows(round.times().pass().rows())
        .setForwardSessions(round.times().pass().sessions());
  }

  static SessionEvent.Builder closed(FinishReason finish, long rounds, long committedTokens) {
    return SessionEvent.newBuilder()
        .setClosed(
            SessionClosed.newBuilder()
                .setFinishReason(finishReason(finish))
                .setRounds(rounds)
                .setCommittedTokens(committedTokens));
  }

  private static io.vsd.proto.speculation.v1.FinishReason finishReason(FinishReason finish) {
    return switch (finish) {
      case NONE -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_UNSPECIFIED;
      case STOP -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_STOP;
      case LENGTH -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_LENGTH;
    };
  }

  private static io.vsd.proto.speculation.v1.TopLogProbs.Builder law(TopLogProbs law) {
    var message = io.vsd.proto.speculation.v1.TopLogProbs.newBuilder();
    for (int k = 0; k < law.tokenIds().length; k++) {
      message.addTokenIds(law.tokenIds()[k]).addLogProbs(law.logProbs()[k]);
    }
    return message;
  }

  private static io.vsd.proto.speculation.v1.SamplingParameters.Builder sampling(
      SamplingParameters sampling) {
    return io.vsd.proto.speculation.v1.SamplingParameters.newBuilder()
        .setTemperature(sampling.temperature())
        .setTopP(sampling.topP())
        .setTopK(sampling.topK())
        .setSeed(sampling.seed());
  }
}
