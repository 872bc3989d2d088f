package io.vsd.verifier.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.proto.event.v1.RoundVerified;
import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.proto.event.v1.SessionOpened;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Opened;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.Verdict;
import io.vsd.verifier.fixtures.HashTarget;
import io.vsd.verifier.fixtures.TestStream;
import io.vsd.verifier.fixtures.VerifierStand;
import io.vsd.verifier.session.ConsentMode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one session leaves in the log, by consent. */
class SessionLogTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(77), ZoneOffset.UTC);
  private static final List<Integer> PROMPT = List.of(5, 6, 7);

  @Test
  void fullConsentLogsAllThatLearningNeeds() throws IOException {
    List<SessionEvent> events = session(Consent.CONSENT_FULL, ConsentMode.FULL);
    assertThat(events).hasSize(4).allMatch(e -> e.getSessionId().equals("s"));
    assertThat(events).allMatch(e -> e.getAtMs() == 77);
    SessionOpened opened = events.get(0).getOpened();
    assertThat(opened.getTokenIdsList()).isEqualTo(PROMPT);
    assertThat(opened.getFeatureChunks()).isEqualTo(1);
    assertThat(opened.getTargetFingerprint()).isEqualTo("hash-target");
    assertThat(opened.getFirstLaw().getTokenIds(0)).isEqualTo(opened.getFirstToken());
    assertThat(opened.getFirstLaw().getTokenIdsCount()).isEqualTo(32);
    assertThat(opened.getConsent()).isEqualTo(Consent.CONSENT_FULL);
    assertThat(events.get(1).getFeatures().getFeatures().size()).isEqualTo(6 * PROMPT.size());
    RoundVerified round = events.get(2).getRound();
    assertThat(round.getProposal().getTokenIdsCount()).isEqualTo(3);
    assertThat(round.getAcceptedList()).containsExactly(0);
    assertThat(round.hasBonusToken()).isTrue();
    assertThat(round.getLawsCount()).isEqualTo(2);
    assertThat(round.getLaws(1).getTokenIds(0)).isEqualTo(round.getBonusToken());
    assertThat(round.getFeatures().size()).isEqualTo(6 * 2);
    assertThat(events.get(3).getClosed().getRounds()).isEqualTo(1);
    assertThat(events.get(3).getClosed().getCommittedTokens()).isEqualTo(3);
  }

  @Test
  void massesOfARoundAddUp() throws IOException {
    RoundVerified round = session(Consent.CONSENT_FULL, ConsentMode.FULL).get(2).getRound();
    assertThat(round.getPathProbsCount()).isEqualTo(3);
    assertThat(round.getEscapeMassCount()).isEqualTo(4);
    double total = round.getEscapeMass(0);
    for (int node = 0; node < 3; node++) {
      total += round.getPathProbs(node) * round.getEscapeMass(node + 1);
    }
    assertThat(total).isCloseTo(1, within(1e-5));
    assertThat((double) round.getPathProbs(0))
        .isCloseTo(Math.exp(round.getLaws(0).getLogProbs(0)), within(1e-5));
  }

  @Test
  void metricsOnlyLeavesTokensAndFeaturesOut() throws IOException {
    List<SessionEvent> events = session(Consent.CONSENT_METRICS_ONLY, ConsentMode.FULL);
    assertThat(events).hasSize(3);
    SessionOpened opened = events.get(0).getOpened();
    assertThat(opened.getTokenIdsCount()).isZero();
    assertThat(opened.hasFirstLaw()).isFalse();
    assertThat(opened.getFirstToken()).isZero();
    assertThat(opened.getPromptLength()).isEqualTo(PROMPT.size());
    RoundVerified round = events.get(1).getRound();
    assertThat(round.getProposal().getTokenIdsCount()).isZero();
    assertThat(round.getProposal().getParentsCount()).isEqualTo(3);
    assertThat(round.hasBonusToken()).isFalse();
    assertThat(round.getLawsCount()).isZero();
    assertThat(round.getFeatures().isEmpty()).isTrue();
    assertThat(round.getPathProbsCount()).isEqualTo(3);
  }

  @Test
  void theInstallationsCeilingHoldsWhateverARequestConsentsTo() throws IOException {
    assertThat(session(Consent.CONSENT_FULL, ConsentMode.METRICS_ONLY)).hasSize(3);
    assertThat(session(Consent.CONSENT_FULL, ConsentMode.OFF)).isEmpty();
  }

  @Test
  void nothingIsLoggedWithoutConsent() throws IOException {
    assertThat(session(Consent.CONSENT_OFF, ConsentMode.FULL)).isEmpty();
    assertThat(session(Consent.CONSENT_UNSPECIFIED, ConsentMode.FULL)).isEmpty();
  }

  @Test
  void largeFeatureBlocksAreChunkedInWholeRows() {
    int hidden = 1000;
    byte[] features = new byte[300 * hidden * 6];
    var open =
        new io.vsd.verifier.session.OpenSession(
            "s",
            new int[300],
            300,
            io.vsd.engine.decoding.SamplingParameters.greedy(),
            5,
            java.util.Set.of(),
            "",
            "",
            ConsentMode.FULL,
            "",
            true);
    var law = new io.vsd.engine.model.TopLogProbs(new int[] {1}, new float[] {0});
    List<SessionEvent.Builder> events =
        SessionEventMapper.opened(
            ConsentMode.FULL, new SessionRecord(open, "f", hidden, 1, law, features));
    assertThat(events.getFirst().getOpened().getFeatureChunks()).isEqualTo(events.size() - 1);
    int rows = 0;
    for (int i = 1; i < events.size(); i++) {
      var chunk = events.get(i).getFeatures();
      assertThat(chunk.getIndex()).isEqualTo(i - 1);
      assertThat(chunk.getFromPosition()).isEqualTo(rows);
      assertThat(chunk.getFeatures().size())
          .isLessThanOrEqualTo(SessionEventMapper.MAX_CHUNK_BYTES);
      rows += chunk.getFeatures().size() / (hidden * 6);
    }
    assertThat(rows).isEqualTo(300);
    assertThat(events).hasSizeGreaterThan(3);
  }

  @Test
  void aVerdictDoesNotWaitForALogThatIsAway() throws Exception {
    CountDownLatch back = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    RecordSender stuck =
        new RecordSender() {
          @Override
          public Sent send(EventRecord event, Runnable lost) {
            reached.countDown();
            try {
              back.await();
            } catch (InterruptedException e) {
              return Sent.LOST;
            }
            return Sent.TAKEN;
          }

          @Override
          public void close() {}
        };
    RoundEventPublisher publisher =
        new RoundEventPublisher(new EventQueue(2, 100_000), stuck, Duration.ofSeconds(5));
    HashTarget target = new HashTarget();
    try (VerifierStand stand =
            VerifierStand.open(target, new PublishedRoundLog(publisher, ConsentMode.FULL, CLOCK));
        TestStream stream = stand.stream()) {
      Opened _ = stream.open(request(Consent.CONSENT_FULL));
      assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
      for (long round = 1; round < 10; round++) {
        assertThat(stream.propose(Propose.newBuilder().setRound(round).build()).hasBonusToken())
            .isTrue();
      }
      assertThat(publisher.dropped()).isPositive();
    }
    back.countDown();
    publisher.close();
  }

  private static List<SessionEvent> session(Consent consent, ConsentMode ceiling)
      throws IOException {
    List<SessionEvent> events = Collections.synchronizedList(new ArrayList<>());
    RecordSender keeping =
        new RecordSender() {
          @Override
          public Sent send(EventRecord event, Runnable lost) {
            try {
              events.add(SessionEvent.parseFrom(event.value()));
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
              throw new IllegalStateException(e);
            }
            return Sent.TAKEN;
          }

          @Override
          public void close() {}
        };
    RoundEventPublisher publisher =
        new RoundEventPublisher(new EventQueue(100, 1_000_000), keeping, Duration.ofSeconds(30));
    try (VerifierStand stand =
            VerifierStand.open(new HashTarget(), new PublishedRoundLog(publisher, ceiling, CLOCK));
        TestStream stream = stand.stream()) {
      Opened opened = stream.open(request(consent));
      Verdict verdict = stream.propose(tree(opened.getFirstToken()));
      assertThat(verdict.getAcceptedList()).containsExactly(0);
      stream.halfClose();
      assertThat(stream.answer()).isEqualTo("completed");
    }
    publisher.close();
    return events;
  }

  /** The right next token, a wrong one, and a wrong one below the right one. */
  private static Propose tree(int firstToken) {
    List<Integer> text = new ArrayList<>(PROMPT);
    text.add(firstToken);
    int second = best(text);
    text.add(second);
    int third = best(text);
    return Propose.newBuilder()
        .setRound(1)
        .addAllTokenIds(List.of(second, (second + 1) % 40, (third + 1) % 40))
        .addAllParents(List.of(-1, -1, 0))
        .addAllLogProbs(List.of(-1f, -2f, -3f))
        .setDraftVersion("v1")
        .build();
  }

  private static int best(List<Integer> text) {
    float[] logits = HashTarget.logitsAfter(text);
    int best = 0;
    for (int v = 0; v < logits.length; v++) {
      best = logits[v] > logits[best] ? v : best;
    }
    return best;
  }

  private static Open request(Consent consent) {
    return Open.newBuilder()
        .setSessionId("s")
        .addAllTokenIds(PROMPT)
        .setPromptLength(PROMPT.size())
        .setMaxTokens(50)
        .setConsent(consent)
        .build();
  }
}
