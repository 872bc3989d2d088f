package io.vsd.verifier.speculation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.TokenChooser;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.FinishReason;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Opened;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.SamplingParameters;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.proto.speculation.v1.Verdict;
import io.vsd.verifier.events.RoundLog;
import io.vsd.verifier.fixtures.HashTarget;
import io.vsd.verifier.fixtures.TestStream;
import io.vsd.verifier.fixtures.TestStream.TreeMaker;
import io.vsd.verifier.fixtures.VerifierStand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpeculateTest {
  private final HashTarget target = new HashTarget();
  private VerifierStand stand;

  @BeforeEach
  void open() throws IOException {
    stand = VerifierStand.open(target, RoundLog.none());
  }

  @AfterEach
  void close() {
    stand.close();
    assertThat(target.openSlots).hasValue(0);
  }

  @Test
  void describesWhatItServes() {
    DescribeResponse description = stand.blocking().describe(DescribeRequest.getDefaultInstance());
    assertThat(description.getFingerprint()).isEqualTo("hash-target");
    assertThat(description.getVocabSize()).isEqualTo(HashTarget.VOCABULARY);
    assertThat(description.getLimits().getMaxTreeNodes()).isEqualTo(VerifierStand.MAX_NODES);
    assertThat(description.getCostCurve(0).getNanos()).isEqualTo(2_500_000);
    assertThat(description.getCostCurve(0).getContext()).isEqualTo(32);
    assertThat(description.getFeatureLayersCount()).isEqualTo(3);
    assertThat(description.getLoad().getActiveSessions()).isZero();
  }

  @Test
  void everyTreeGivesTheTextOfPlainDecoding() {
    for (long seed = 0; seed < 20; seed++) {
      Open open = request(seed, 40).build();
      List<Integer> expected = reference(open);
      try (TestStream plain = stand.stream();
          TestStream trees = stand.stream()) {
        assertThat(plain.decode(open, TreeMaker.none())).as("seed %d", seed).isEqualTo(expected);
        TreeMaker near = TreeMaker.near(expected, HashTarget.VOCABULARY, seed);
        assertThat(trees.decode(open, near)).as("seed %d", seed).isEqualTo(expected);
      }
      stand.awaitNoSessions();
    }
    assertThat(stand.registry.counter("vsd_spec_decode_num_accepted_tokens").count()).isPositive();
    assertThat(stand.registry.counter("vsd_spec_decode_num_drafts").count())
        .isLessThanOrEqualTo(stand.registry.counter("vsd_spec_decode_num_draft_tokens").count());
  }

  @Test
  void severalSessionsAtOnceGiveTheTextsTheyGiveAlone() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<AssertionError> failures = new ArrayList<>();
    for (int session = 0; session < VerifierStand.MAX_SESSIONS; session++) {
      Open open = request(100 + session, 60).setSessionId("s" + session).build();
      List<Integer> expected = reference(open);
      TreeMaker near = TreeMaker.near(expected, HashTarget.VOCABULARY, session);
      TestStream stream = stand.stream();
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (stream) {
                      assertThat(stream.decode(open, near)).isEqualTo(expected);
                    } catch (AssertionError e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    stand.awaitNoSessions();
  }

  @Test
  void aRepeatedRoundGetsTheSameVerdict() {
    Open open = request(1, 20).build();
    List<Integer> expected = reference(open);
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(open);
      Propose propose = chain(1, expected.get(1), expected.get(2));
      Verdict first = stream.propose(propose);
      assertThat(TestStream.tokens(propose, first)).isEqualTo(expected.subList(1, 4));
      assertThat(stream.propose(propose)).isEqualTo(first);
      Propose other = Propose.newBuilder().setRound(1).build();
      assertThat(stream.propose(other)).isEqualTo(first);
      assertThat(stream.propose(chain(2)).getBonusToken()).isEqualTo(expected.get(4));
    }
    stand.awaitNoSessions();
  }

  @Test
  void roundsAreAskedForAheadAndTheOneBeyondTheEndIsPassedOver() {
    Open open = request(9, 3).build();
    List<Integer> expected = reference(open);
    try (TestStream stream = stand.stream()) {
      assertThat(stream.open(open).getFirstToken()).isEqualTo(expected.getFirst());
      for (int round = 1; round <= 3; round++) {
        stream.send(chain(round));
      }
      stream.halfClose();
      for (int round = 1; round <= 2; round++) {
        Verdict verdict = stream.response().getVerdict();
        assertThat(verdict.getRound()).isEqualTo(round);
        assertThat(verdict.getBonusToken()).isEqualTo(expected.get(round));
        assertThat(verdict.getFinishReason() == FinishReason.FINISH_REASON_LENGTH)
            .isEqualTo(round == 2);
      }
      assertThat(stream.answer()).isEqualTo("completed");
    }
    stand.awaitNoSessions();
  }

  @Test
  void aSessionThatMovesGoesOnWithTheSameText() {
    Open open = request(2, 40).build();
    List<Integer> expected = reference(open);
    for (int lostAfter : new int[] {1, 7, 39}) {
      Open moved = open.toBuilder().addAllTokenIds(expected.subList(0, lostAfter)).build();
      try (TestStream stream = stand.stream()) {
        TreeMaker near =
            TreeMaker.near(
                expected.subList(lostAfter, expected.size()), HashTarget.VOCABULARY, lostAfter);
        assertThat(stream.decode(moved, near))
            .isEqualTo(expected.subList(lostAfter, expected.size()));
      }
      stand.awaitNoSessions();
    }
  }

  @Test
  void aStopTokenEndsTheTextInsideTheAcceptedPath() {
    Open open = request(3, 40).build();
    List<Integer> expected = reference(open);
    int stop = expected.get(2);
    int first = expected.indexOf(stop);
    try (TestStream stream = stand.stream()) {
      List<Integer> text =
          stream.decode(
              open.toBuilder().addStopTokenIds(stop).build(),
              (round, generated) ->
                  chain(
                      round,
                      expected.subList(generated.size(), generated.size() + 5).stream()
                          .mapToInt(Integer::intValue)
                          .toArray()));
      assertThat(text).isEqualTo(expected.subList(0, first + 1));
    }
    stand.awaitNoSessions();
  }

  @Test
  void theContextLimitEndsTheText() {
    Open open = request(4, 100_000).build();
    try (TestStream stream = stand.stream()) {
      List<Integer> text = stream.decode(open, TreeMaker.none());
      assertThat(text).hasSize(VerifierStand.MAX_CONTEXT - open.getPromptLength());
    }
    stand.awaitNoSessions();
  }

  @Test
  void featuresAreThoseOfTheTokensThatEnteredTheCache() {
    Open open = request(5, 20).setFeatures(true).build();
    List<Integer> expected = reference(open);
    try (TestStream stream = stand.stream()) {
      Opened opened = stream.open(open);
      assertThat(opened.getFeatures().size()).isEqualTo(6 * open.getTokenIdsCount());
      for (int i = 0; i < open.getTokenIdsCount(); i++) {
        assertThat(opened.getFeatures().byteAt(6 * i)).isEqualTo((byte) i);
        assertThat(opened.getFeatures().byteAt(6 * i + 2)).isEqualTo((byte) open.getTokenIds(i));
      }
      Verdict verdict = stream.propose(chain(1, expected.get(1), expected.get(2)));
      assertThat(verdict.getFeatures().size()).isEqualTo(6 * 3);
      for (int i = 0; i < 3; i++) {
        assertThat(verdict.getFeatures().byteAt(6 * i))
            .isEqualTo((byte) (open.getTokenIdsCount() + i));
        assertThat(verdict.getFeatures().byteAt(6 * i + 2)).isEqualTo((byte) (int) expected.get(i));
      }
    }
    stand.awaitNoSessions();
  }

  @Test
  void noFeaturesComeWhereNoneWereAskedFor() {
    try (TestStream stream = stand.stream()) {
      assertThat(stream.open(request(5, 20).build()).getFeatures().isEmpty()).isTrue();
      assertThat(stream.propose(chain(1)).getFeatures().isEmpty()).isTrue();
    }
    stand.awaitNoSessions();
  }

  @Test
  void cancellingFreesTheSlot() {
    TestStream stream = stand.stream();
    Opened _ = stream.open(request(6, 20).build());
    assertThat(target.openSlots).hasValue(1);
    stream.cancel();
    stand.awaitNoSessions();
    assertThat(target.openSlots).hasValue(0);
  }

  @Test
  void cancellingDuringARoundFreesTheSlotAfterIt() {
    TestStream stream = stand.stream();
    Opened _ = stream.open(request(6, 20).build());
    CountDownLatch gate = new CountDownLatch(1);
    target.gate = gate;
    stream.send(chain(1));
    stream.send(chain(2));
    stream.cancel();
    gate.countDown();
    stand.awaitNoSessions();
    assertThat(target.openSlots).hasValue(0);
  }

  @Test
  void closingTheStreamAnswersWhatWasAskedAndEnds() {
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(request(7, 20).build());
      stream.send(chain(1));
      stream.halfClose();
      SpeculateResponse verdict = stream.response();
      assertThat(verdict.getVerdict().getRound()).isEqualTo(1);
      assertThat(stream.answer()).isEqualTo("completed");
    }
    stand.awaitNoSessions();
  }

  @Test
  void closingAFullStreamAnswersEverythingThatWasAsked() {
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(request(7, 20).build());
      CountDownLatch gate = new CountDownLatch(1);
      target.gate = gate;
      for (int round = 1; round <= 4; round++) {
        stream.send(chain(round));
      }
      stream.halfClose();
      gate.countDown();
      for (int round = 1; round <= 4; round++) {
        assertThat(stream.response().getVerdict().getRound()).isEqualTo(round);
      }
      assertThat(stream.answer()).isEqualTo("completed");
    }
    stand.awaitNoSessions();
  }

  @Test
  void aFirstTokenThatEndsTheTextIsTold() {
    try (TestStream stream = stand.stream()) {
      Opened opened = stream.open(request(8, 1).build());
      assertThat(opened.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
    }
    stand.awaitNoSessions();
  }

  private static Open.Builder request(long seed, int maxTokens) {
    double temperature = new double[] {0, 0.7, 1}[(int) (seed % 3)];
    return Open.newBuilder()
        .setSessionId("session")
        .addAllTokenIds(IntStream.range(0, 3 + (int) (seed % 7)).boxed().toList())
        .setPromptLength(3 + (int) (seed % 7))
        .setMaxTokens(maxTokens)
        .setSampling(
            SamplingParameters.newBuilder()
                .setTemperature(temperature)
                .setTopP(seed % 2 == 0 ? 0.9 : 0)
                .setSeed(seed));
  }

  static List<Integer> reference(Open open) {
    var s = open.getSampling();
    TokenChooser chooser =
        new TokenChooser(
            new io.vsd.engine.decoding.SamplingParameters(
                s.getTemperature(), s.getTopP(), s.getTopK(), s.getSeed()));
    List<Integer> text = new ArrayList<>(open.getTokenIdsList());
    for (int i = 0; i < open.getMaxTokens() && text.size() < VerifierStand.MAX_CONTEXT; i++) {
      text.add(chooser.choose(HashTarget.logitsAfter(text), text.size()));
    }
    return text.subList(open.getTokenIdsCount(), text.size());
  }

  static Propose chain(long round, int... tokens) {
    Propose.Builder propose = Propose.newBuilder().setRound(round);
    for (int i = 0; i < tokens.length; i++) {
      propose.addTokenIds(tokens[i]).addParents(i - 1).addLogProbs(-1);
    }
    return propose.build();
  }
}
