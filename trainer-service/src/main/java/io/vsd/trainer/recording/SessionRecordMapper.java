package io.vsd.trainer.recording;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.proto.event.v1.FeatureChunk;
import io.vsd.proto.event.v1.RoundVerified;
import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.proto.event.v1.SessionOpened;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.TopLogProbs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Maps record values to {@link SessionRecord}s and refuses what no session could contain. */
public final class SessionRecordMapper {

  private SessionRecordMapper() {}

  /** Reads one record value; null (a tombstone) is poison too, since the topic has none. */
  @SuppressWarnings("ConstantValue")
  public static Decoded decode(byte[] value) {
    if (value == null || value.length == 0) {
      return new Decoded.Poison("an empty record");
    }
    try {
      return new Decoded.Event(map(SessionEvent.parseFrom(value)));
    } catch (InvalidProtocolBufferException e) {
      return new Decoded.Poison("not a SessionEvent: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Decoded.Poison(String.valueOf(e.getMessage()));
    }
  }

  private static SessionRecord map(SessionEvent event) {
    require(!event.getSessionId().isEmpty(), "no session id");
    return switch (event.getEventCase()) {
      case OPENED -> opened(event.getSessionId(), event.getOpened());
      case FEATURES -> features(event.getSessionId(), event.getFeatures());
      case ROUND -> round(event.getSessionId(), event.getRound());
      case CLOSED -> new SessionRecord.Closed(event.getSessionId());
      case EVENT_NOT_SET -> throw new IllegalArgumentException("an event of no known kind");
    };
  }

  private static SessionRecord opened(String id, SessionOpened opened) {
    boolean learnable = opened.getConsent() == Consent.CONSENT_FULL;
    int[] tokens = ints(opened.getTokenIdsList());
    if (learnable) {
      require(tokens.length > 0, "a session without tokens");
      require(
          opened.getPromptLength() > 0 && opened.getPromptLength() <= tokens.length,
          "prompt_length " + opened.getPromptLength() + " of " + tokens.length + " tokens");
      require(opened.getHiddenSize() > 0, "hidden_size " + opened.getHiddenSize());
      require(opened.getFeatureChunks() >= 0, "feature_chunks " + opened.getFeatureChunks());
    }
    var sampling = opened.getSampling();
    return new SessionRecord.Opened(
        id,
        opened.getTargetFingerprint(),
        tokens,
        opened.getPromptLength(),
        new SamplingParameters(
            sampling.getTemperature(), sampling.getTopP(), sampling.getTopK(), sampling.getSeed()),
        opened.getDomain(),
        opened.getHiddenSize(),
        opened.getFirstToken(),
        opened.hasFirstLaw() ? law(opened.getFirstLaw()) : null,
        opened.getFeatureChunks(),
        learnable);
  }

  private static SessionRecord features(String id, FeatureChunk chunk) {
    require(chunk.getIndex() >= 0, "chunk index " + chunk.getIndex());
    require(chunk.getFromPosition() >= 0, "from_position " + chunk.getFromPosition());
    return new SessionRecord.Features(
        id, chunk.getIndex(), chunk.getFromPosition(), finite(chunk.getFeatures()));
  }

  private static SessionRecord round(String id, RoundVerified round) {
    Propose proposal = round.getProposal();
    require(proposal.getRound() > 0, "round " + proposal.getRound());
    int[] accepted = ints(round.getAcceptedList());
    List<Law> laws = new ArrayList<>(round.getLawsCount());
    round.getLawsList().forEach(l -> laws.add(law(l)));
    return new SessionRecord.Verified(
        id,
        proposal.getRound(),
        proposal.getDraftVersion(),
        ints(proposal.getTokenIdsList()),
        ints(proposal.getParentsList()),
        accepted,
        round.hasBonusToken() ? round.getBonusToken() : -1,
        round.hasBonusToken(),
        finite(round.getFeatures()),
        List.copyOf(laws));
  }

  private static Law law(TopLogProbs law) {
    int[] tokens = ints(law.getTokenIdsList());
    float[] logProbs = new float[law.getLogProbsCount()];
    for (int i = 0; i < logProbs.length; i++) {
      logProbs[i] = law.getLogProbs(i);
      require(
          !Float.isNaN(logProbs[i]) && logProbs[i] <= 1e-3f, "a log-probability of " + logProbs[i]);
    }
    return new Law(tokens, logProbs);
  }

  /** Checks every little-endian fp16 value: all exponent bits set means infinite or NaN. */
  private static byte[] finite(ByteString bytes) {
    byte[] features = bytes.toByteArray();
    require(features.length % 2 == 0, "features of " + features.length + " bytes are not fp16");
    for (int i = 1; i < features.length; i += 2) {
      if ((features[i] & 0x7C) == 0x7C) {
        throw new IllegalArgumentException("feature value " + i / 2 + " is not finite");
      }
    }
    return features;
  }

  private static int[] ints(List<Integer> values) {
    return IntStream.range(0, values.size()).map(values::get).toArray();
  }

  private static void require(boolean condition, String reason) {
    if (!condition) {
      throw new IllegalArgumentException(reason);
    }
  }
}
