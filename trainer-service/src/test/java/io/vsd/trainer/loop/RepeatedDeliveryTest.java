package io.vsd.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.trainer.fixtures.InMemoryRoundLog;
import io.vsd.trainer.fixtures.LoopRun;
import io.vsd.trainer.fixtures.SessionEvents;
import io.vsd.trainer.fixtures.TrainerHarness;
import io.vsd.trainer.replay.HoldOut;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that the log holds twice is learned from once, on the real loop. */
class RepeatedDeliveryTest {

  private static final int SESSIONS = 40;

  @TempDir Path directory;
  private final InMemoryRoundLog log = new InMemoryRoundLog();

  /** What a run learned: the sessions of each step in order, and what was counted. */
  private record Learned(
      List<List<String>> batches, List<Long> counts, long heldOut, List<String> counted) {}

  @Test
  void whenEveryRecordIsDeliveredTwiceInARow() {
    sessions().forEach(s -> s.forEach(e -> log.append(List.of(e, e))));
    assertLearnedOnce();
  }

  @Test
  void whenASessionIsPublishedAgainAtOnceOrAfterOthers() {
    List<List<SessionEvent>> sessions = sessions();
    for (int i = 0; i < sessions.size(); i++) {
      log.append(sessions.get(i));
      log.append(sessions.get(i));
      log.append(sessions.get(i / 2));
    }
    sessions.forEach(log::append);
    assertLearnedOnce();
  }

  @Test
  void whenPartsOfASessionAreDeliveredAgainInTheMiddleOfIt() {
    for (List<SessionEvent> session : sessions()) {
      for (int i = 0; i < session.size(); i++) {
        log.append(List.of(session.get(i)));
        if (i == 4) {
          log.append(session.subList(0, 3));
        } else if (i == 5) {
          log.append(session.subList(1, 6));
        }
      }
      log.append(session.subList(2, session.size()));
      log.append(session.subList(0, 5));
    }
    assertLearnedOnce();
  }

  @Test
  void whenItComesAgainAfterARestart() {
    List<List<SessionEvent>> sessions = sessions();
    sessions.forEach(log::append);
    var harness = new TrainerHarness(directory.resolve("twice"), 0.05);
    LoopRun.untilRead(harness, log);
    List<List<String>> before = new ArrayList<>(harness.learner().batches());
    long trained = harness.board().progress().state().trainingSessions();
    sessions.subList(10, 30).forEach(log::append);
    var restarted = new TrainerHarness(directory.resolve("twice"), 0.05);
    LoopRun.untilRead(restarted, log);
    assertThat(restarted.board().progress().state().trainingSessions()).isEqualTo(trained);
    List<List<String>> again = restarted.learner().batches();
    assertThat(before.subList(before.size() - again.size(), before.size())).isEqualTo(again);
  }

  @Test
  void whenASecondVerifierWritesWhatTheFirstHadWrittenAlready() {
    InMemoryRoundLog once = new InMemoryRoundLog();
    for (int i = 0; i < SESSIONS; i++) {
      var events = SessionEvents.random("moved-" + i, 4, 14);
      // The first verifier answered two rounds, up to token 11; only one reached the draft-service.
      List<SessionEvent> first = new ArrayList<>(events.opening(4));
      first.add(events.round(1, 4, 2));
      first.add(events.round(2, 7, 2));
      first.add(events.closedAfter(2));
      log.append(first);
      once.append(first);
      List<SessionEvent> second = new ArrayList<>(events.opening(7));
      second.add(events.round(1, 7, 2));
      second.add(events.closedAfter(1));
      log.append(second);
    }
    assertThat(learned("moved", log)).isEqualTo(learned("moved-once", once));
  }

  @Test
  void whatIsNewInASecondDeliveryIsLearned() {
    for (int i = 0; i < SESSIONS; i++) {
      var events = SessionEvents.random("moved-" + i, 4, 14);
      List<SessionEvent> first = new ArrayList<>(events.opening(4));
      first.add(events.round(1, 4, 2));
      first.add(events.closedAfter(1));
      log.append(first);
      List<SessionEvent> second = new ArrayList<>(events.opening(6));
      second.add(events.round(1, 6, 2));
      second.add(events.round(2, 9, 2));
      second.add(events.closedAfter(2));
      log.append(second);
    }
    Learned learned = learned("moved", log);
    assertThat(learned.counts().getFirst())
        .as("first parts and what followed them")
        .isEqualTo(2 * trainingSessions("moved-"));
    assertThat(learned.counted())
        .as("two parts of a session are one session to the table")
        .doesNotHaveDuplicates()
        .hasSize((int) trainingSessions("moved-"));
  }

  private void assertLearnedOnce() {
    InMemoryRoundLog once = new InMemoryRoundLog();
    sessions().forEach(once::append);
    assertThat(learned("twice", log)).isEqualTo(learned("once", once));
  }

  private Learned learned(String name, InMemoryRoundLog source) {
    var harness = new TrainerHarness(directory.resolve(name), 0.05);
    LoopRun.untilRead(harness, source);
    var state = harness.board().progress().state();
    assertThat(state.optimizerSteps()).isPositive();
    return new Learned(
        harness.learner().batches(),
        List.of(
            state.trainingSessions(),
            state.optimizerSteps(),
            state.trainedTokens(),
            state.sequence(),
            state.poisonRecords()),
        harness.board().progress().memory().heldOutSessions(),
        harness.learner().counted());
  }

  private static List<List<SessionEvent>> sessions() {
    List<List<SessionEvent>> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(SessionEvents.random("session-" + i, 4 + i % 3, 14).all());
    }
    return sessions;
  }

  private static long trainingSessions(String prefix) {
    var holdOut = new HoldOut(3);
    return IntStream.range(0, SESSIONS).filter(i -> !holdOut.holdsOut(prefix + i)).count();
  }
}
