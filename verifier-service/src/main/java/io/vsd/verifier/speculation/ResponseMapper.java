package io.vsd.verifier.speculation;

import com.google.protobuf.UnsafeByteOperations;
import io.vsd.proto.speculation.v1.Opened;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.proto.speculation.v1.Timings;
import io.vsd.proto.speculation.v1.Verdict;
import io.vsd.verifier.events.RoundRecord;
import io.vsd.verifier.session.FinishReason;
import io.vsd.verifier.session.RoundVerdict;
import io.vsd.verifier.session.SessionState;

/** Maps outcomes to messages. */
final class ResponseMapper {
  private ResponseMapper() {}

  static SpeculateResponse opened(
      String fingerprint, SessionState state, byte[] features, RoundRecord.Times times) {
    return SpeculateResponse.newBuilder()
        .setOpened(
            Opened.newBuilder()
                .setFingerprint(fingerprint)
                .setFirstToken(state.lastToken())
                .setFeatures(UnsafeByteOperations.unsafeWrap(features))
                .setFinishReason(finish(state.finish()))
                .setTimings(timings(times)))
        .build();
  }

  static SpeculateResponse verdict(RoundVerdict verdict, byte[] features, RoundRecord.Times times) {
    Verdict.Builder message =
        Verdict.newBuilder()
            .setRound(verdict.round())
            .setFeatures(UnsafeByteOperations.unsafeWrap(features))
            .setFinishReason(finish(verdict.finish()))
            .setTimings(timings(times));
    for (int node : verdict.accepted()) {
      message.addAccepted(node);
    }
    verdict.bonusToken().ifPresent(message::setBonusToken);
    return SpeculateResponse.newBuilder().setVerdict(message).build();
  }

  private static io.vsd.proto.speculation.v1.FinishReason finish(FinishReason finish) {
    return switch (finish) {
      case NONE -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_UNSPECIFIED;
      case STOP -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_STOP;
      case LENGTH -> io.vsd.proto.speculation.v1.FinishReason.FINISH_REASON_LENGTH;
    };
  }

  private static Timings.Builder timings(RoundRecord.Times times) {
    return Timings.newBuilder()
        .setQueueNanos(times.queueNanos())
        .setDeviceNanos(times.pass().nanos())
        .setBookkeepingNanos(times.bookkeepingNanos())
        .setForwardRows(times.pass().rows())
        .setForwardSessions(times.pass().sessions());
  }
}
