package io.vsd.trainer.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.trainer.fixtures.SessionEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionAssemblyTest {

  private static final int[] TEXT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  private static final int PROMPT = 4;

  private final SessionAssembly assembly =
      new SessionAssembly(SessionEvents.TARGET, new AssemblyLimits(8, 1 << 20));

  @Test
  void putsTextFeaturesAndLawsOfASessionTogether() {
    RecordedSession session = completed(session().all());
    assertThat(session.tokens()).isEqualTo(TEXT);
    assertThat(session.firstAnswer()).isEqualTo(PROMPT);
    assertThat(session.featureRows()).isEqualTo(TEXT.length - 1);
    assertThat(session.features())
        .isEqualTo(SessionEvents.features(0, TEXT.length - 1).toByteArray());
    for (int i = 0; i < session.answerTokens(); i++) {
      assertThat(session.laws().get(i).tokens()[0]).isEqualTo(TEXT[PROMPT + i]);
    }
    assertThat(assembly.openSessions()).isZero();
    assertThat(assembly.bytes()).isZero();
  }

  @Test
  void ignoresARoundSeenBefore() {
    List<SessionEvent> events = new ArrayList<>(session().all());
    events.add(4, events.get(3));
    List<AssemblyOutcome> outcomes = accept(events);
    assertThat(outcomes.get(4)).isEqualTo(ignored(AssemblyOutcome.Reason.DUPLICATE));
    assertThat(outcomes.getLast()).isInstanceOf(AssemblyOutcome.Completed.class);
  }

  @Test
  void dropsASessionWithAMissingRound() {
    List<SessionEvent> events = new ArrayList<>(session().all());
    events.remove(3);
    List<AssemblyOutcome> outcomes = accept(events);
    assertThat(outcomes.get(3)).isEqualTo(ignored(AssemblyOutcome.Reason.GAP));
    assertThat(outcomes.getLast()).isEqualTo(ignored(AssemblyOutcome.Reason.ORPHAN));
    assertThat(assembly.dropped()).isEqualTo(1);
  }

  @Test
  void dropsASessionWithAMissingFeatureChunk() {
    List<SessionEvent> events = new ArrayList<>(session().all());
    events.remove(1);
    assertThat(accept(events).get(2)).isEqualTo(ignored(AssemblyOutcome.Reason.GAP));
  }

  @Test
  void goesOnWithASessionThatMovedToAnotherVerifier() {
    List<SessionEvent> events = new ArrayList<>(session().opening(PROMPT));
    events.add(session().round(1, 4, 2));
    events.addAll(session().opening(8));
    events.add(session().round(1, 8, 1));
    events.add(session().closed());
    RecordedSession session = completed(events);
    assertThat(session.tokens()).isEqualTo(Arrays.copyOf(TEXT, 11));
    assertThat(session.firstAnswer()).isEqualTo(PROMPT);
    assertThat(session.features()).isEqualTo(SessionEvents.features(0, 10).toByteArray());
  }

  @Test
  void takesBackWhatTheDraftNeverLearnedOfBeforeTheMove() {
    List<SessionEvent> events = new ArrayList<>(session().opening(PROMPT));
    events.add(session().round(1, 4, 2));
    events.add(session().round(2, 7, 1));
    events.addAll(session().opening(7));
    events.add(session().round(1, 7, 2));
    events.add(session().closed());
    assertThat(completed(events).tokens()).isEqualTo(Arrays.copyOf(TEXT, 11));
  }

  @Test
  void learnsNothingTwiceFromASessionThatMovedAfterItWasClosed() {
    List<SessionEvent> first = new ArrayList<>(session().opening(PROMPT));
    first.add(session().round(1, 4, 2));
    first.add(session().closed());
    assertThat(completed(first).tokens()).isEqualTo(Arrays.copyOf(TEXT, 8));
    List<SessionEvent> second = new ArrayList<>(session().opening(8));
    second.add(session().round(1, 8, 2));
    second.add(session().closed());
    assertThat(completed(second).firstAnswer()).isEqualTo(8);
  }

  @Test
  void callsAMoveToAnotherTextPoison() {
    accept(session().opening(PROMPT));
    int[] other = TEXT.clone();
    other[1] = 30;
    var outcome = accept(new SessionEvents("s", other, PROMPT).opening(PROMPT)).getFirst();
    assertThat(outcome).isInstanceOf(AssemblyOutcome.Poisoned.class);
    assertThat(assembly.openSessions()).isZero();
  }

  @Test
  void learnsOnlyWithFullConsent() {
    for (Consent consent : List.of(Consent.CONSENT_METRICS_ONLY, Consent.CONSENT_UNSPECIFIED)) {
      assertThat(accept(session().consent(consent).all()))
          .allMatch(ignored(AssemblyOutcome.Reason.NO_CONSENT)::equals);
    }
  }

  @Test
  void leavesSessionsOfAnotherTargetAlone() {
    assertThat(accept(session().fingerprint("target-b").all()))
        .allMatch(ignored(AssemblyOutcome.Reason.OTHER_TARGET)::equals);
  }

  @Test
  void callsAnUnknownTokenPoisonAndDropsTheSession() {
    int[] text = TEXT.clone();
    text[6] = SessionEvents.VOCABULARY;
    List<AssemblyOutcome> outcomes = accept(new SessionEvents("s", text, PROMPT).all());
    assertThat(outcomes.get(3))
        .isEqualTo(new AssemblyOutcome.Poisoned("token 32 is outside the vocabulary of 32"));
    assertThat(assembly.bytes()).isZero();
  }

  @Test
  void callsFeaturesOfTheWrongLengthPoison() {
    SessionEvent round = session().round(1, 4, 2);
    SessionEvent cut =
        round.toBuilder()
            .setRound(round.getRound().toBuilder().setFeatures(SessionEvents.features(4, 6)))
            .build();
    accept(session().opening(PROMPT));
    assertThat(accept(List.of(cut)).getFirst())
        .isEqualTo(new AssemblyOutcome.Poisoned("2 feature rows for 2 accepted tokens"));
  }

  @Test
  void dropsTheLongestSilentSessionWhenThereAreTooMany() {
    for (int i = 0; i < 9; i++) {
      accept(new SessionEvents("s" + i, TEXT, PROMPT).opening(PROMPT));
    }
    assertThat(assembly.openSessions()).isEqualTo(8);
    SessionEvents oldest = new SessionEvents("s0", TEXT, PROMPT);
    assertThat(accept(List.of(oldest.round(1, 4, 2))).getFirst())
        .isEqualTo(ignored(AssemblyOutcome.Reason.ORPHAN));
  }

  @Test
  void staysWithinItsBytes() {
    var narrow = new SessionAssembly(SessionEvents.TARGET, new AssemblyLimits(1000, 8_000));
    for (int i = 0; i < 50; i++) {
      for (SessionEvent e : new SessionEvents("s" + i, TEXT, PROMPT).opening(PROMPT)) {
        narrow.accept(decode(e));
        assertThat(narrow.bytes()).isLessThanOrEqualTo(8_000);
      }
    }
    assertThat(narrow.dropped()).isPositive();
  }

  private static SessionEvents session() {
    return new SessionEvents("s", TEXT, PROMPT);
  }

  private static AssemblyOutcome ignored(AssemblyOutcome.Reason reason) {
    return new AssemblyOutcome.Ignored(reason);
  }

  private RecordedSession completed(List<SessionEvent> events) {
    AssemblyOutcome last = accept(events).getLast();
    assertThat(last).isInstanceOf(AssemblyOutcome.Completed.class);
    return ((AssemblyOutcome.Completed) last).session();
  }

  private List<AssemblyOutcome> accept(List<SessionEvent> events) {
    return events.stream().map(SessionAssemblyTest::decode).map(assembly::accept).toList();
  }

  private static SessionRecord decode(SessionEvent event) {
    return ((Decoded.Event) SessionRecordMapper.decode(event.toByteArray())).record();
  }
}
