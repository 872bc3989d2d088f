package io.vsd.trainer.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vsd.proto.event.v1.FeatureChunk;
import io.vsd.proto.event.v1.RoundVerified;
import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.proto.event.v1.SessionOpened;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.SamplingParameters;
import io.vsd.proto.speculation.v1.TopLogProbs;
import io.vsd.trainer.fixtures.SessionEvents;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SessionRecordMapperTest {

  @Test
  void readsEveryEventOfASession() {
    for (SessionEvent event : SessionEvents.random("s", 5, 8).all()) {
      assertThat(SessionRecordMapper.decode(event.toByteArray())).isInstanceOf(Decoded.Event.class);
    }
  }

  @Test
  void callsBytesThatAreNoMessagePoison() {
    assertThat(reason("not a protobuf".getBytes(StandardCharsets.UTF_8)))
        .contains("not a SessionEvent");
    assertThat(reason(new byte[0])).contains("empty");
  }

  @Test
  void namesTheFeatureValueThatIsNotFinite() {
    byte[] features = new byte[48];
    features[11] = 0x7C;
    assertThat(reason(chunk(features))).isEqualTo("feature value 5 is not finite");
    features[11] = (byte) 0xFE;
    assertThat(reason(chunk(features))).isEqualTo("feature value 5 is not finite");
  }

  @Test
  void refusesFeaturesThatAreNoHalfFloats() {
    assertThat(reason(chunk(new byte[47]))).contains("not fp16");
  }

  @Test
  void refusesSamplingOutOfRange() {
    SessionOpened opened =
        SessionOpened.newBuilder()
            .setSampling(SamplingParameters.newBuilder().setTemperature(-1))
            .build();
    assertThat(reason(event().setOpened(opened))).contains("temperature");
  }

  @Test
  void refusesALawThatIsNoLaw() {
    RoundVerified nan =
        RoundVerified.newBuilder()
            .setProposal(Propose.newBuilder().setRound(1))
            .addLaws(TopLogProbs.newBuilder().addTokenIds(1).addLogProbs(Float.NaN))
            .build();
    assertThat(reason(event().setRound(nan))).contains("log-probability of NaN");
    RoundVerified uneven =
        RoundVerified.newBuilder()
            .setProposal(Propose.newBuilder().setRound(1))
            .addLaws(TopLogProbs.newBuilder().addTokenIds(1))
            .build();
    assertThat(reason(event().setRound(uneven))).contains("1 tokens with 0 log-probabilities");
  }

  @Test
  void refusesAnEventWithoutSessionOrKind() {
    assertThat(reason(SessionEvent.newBuilder().setAtMs(1).build().toByteArray()))
        .contains("no session id");
    assertThat(reason(event())).contains("no known kind");
  }

  private static byte[] chunk(byte[] features) {
    return event()
        .setFeatures(FeatureChunk.newBuilder().setFeatures(ByteString.copyFrom(features)))
        .build()
        .toByteArray();
  }

  private static SessionEvent.Builder event() {
    return SessionEvent.newBuilder().setSessionId("s");
  }

  private static String reason(SessionEvent.Builder event) {
    return reason(event.build().toByteArray());
  }

  private static String reason(byte[] value) {
    return SessionRecordMapper.decode(value) instanceof Decoded.Poison poison
        ? poison.reason()
        : "no poison";
  }
}
