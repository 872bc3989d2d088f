package io.vsd.verifier.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Opened;
import io.vsd.proto.speculation.v1.SamplingParameters;
import io.vsd.proto.speculation.v1.ScoreRequest;
import io.vsd.proto.speculation.v1.ScoreResponse;
import io.vsd.proto.speculation.v1.TopLogProbs;
import io.vsd.verifier.events.RoundRecord;
import io.vsd.verifier.fixtures.RecordingLog;
import io.vsd.verifier.fixtures.TestStream;
import io.vsd.verifier.fixtures.TestStream.TreeMaker;
import io.vsd.verifier.fixtures.VerifierStand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The doors around a real network with random weights: texts, moves, scores and the log agree bit
 * by bit.
 */
class TinyTargetTest {
  @TempDir Path directory;
  private final RecordingLog log = new RecordingLog();
  private Target target;
  private VerifierStand stand;

  @BeforeEach
  void open() throws IOException {
    try (ModelDirectory model = ModelDirectory.open(TinyModels.llama(directory, 11))) {
      target = EngineTarget.load(model, new DeviceOptions("cpu", Precision.STORED, 1), 1 << 24);
    }
    stand = VerifierStand.open(target, log, 24);
  }

  @AfterEach
  void close() {
    stand.close();
    target.close();
  }

  @Test
  void treesGiveTheTextOfPlainDecodingAtEveryTemperature() {
    for (double temperature : new double[] {0, 0.7, 1}) {
      Open open = request(temperature, 5).build();
      List<Integer> plain = decode(open, TreeMaker.none());
      assertThat(plain).hasSize(open.getMaxTokens());
      for (long seed = 0; seed < 3; seed++) {
        assertThat(decode(open, near(plain, seed)))
            .as("temperature %s seed %d", temperature, seed)
            .isEqualTo(plain);
      }
    }
  }

  @Test
  void sessionsAtOnceAndMovedSessionsGiveTheSameTexts() throws InterruptedException {
    Open open = request(1, 9).build();
    List<Integer> alone = decode(open, TreeMaker.none());
    List<List<Integer>> together = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int lostAfter = 20 * i;
      Open moved =
          open.toBuilder()
              .setSessionId("s" + i)
              .addAllTokenIds(alone.subList(0, lostAfter))
              .build();
      TreeMaker near = near(alone.subList(lostAfter, alone.size()), i);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    List<Integer> text = new ArrayList<>(alone.subList(0, lostAfter));
                    text.addAll(decode(moved, near));
                    synchronized (together) {
                      together.add(text);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(together).hasSize(3).allMatch(alone::equals);
  }

  /** Sessions come, stop in the middle and go at random; every one shares its forwards. */
  @Test
  void anyMixOfSessionsGivesEachTheTextThatItHasAlone() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(17);
    List<Open> opens = new ArrayList<>();
    List<List<Integer>> alone = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      double temperature = new double[] {0, 0.7, 1}[i % 3];
      Open open = request(temperature, 30 + i % 5).setSessionId("mix" + i).build();
      opens.add(open);
      alone.add(decode(open, TreeMaker.none()));
    }
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < opens.size(); i++) {
      Mixed mixed = new Mixed(opens.get(i), alone.get(i), i, random.nextInt(60), i % 6 == 5, wrong);
      threads.add(Thread.ofVirtual().start(() -> mixIn(mixed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }

  private void mixIn(Mixed mixed) {
    try {
      Thread.sleep(mixed.pauseMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Open open = mixed.open();
    if (mixed.leaves()) {
      try (TestStream stream = stand.stream()) {
        Opened _ = stream.open(open);
      }
      return;
    }
    List<Integer> text = decode(open, near(mixed.alone(), mixed.seed()));
    if (!text.equals(mixed.alone())) {
      mixed.wrong().add(open.getSessionId());
    }
  }

  private record Mixed(
      Open open,
      List<Integer> alone,
      int seed,
      int pauseMillis,
      boolean leaves,
      List<String> wrong) {}

  @Test
  void scoresAndFeaturesAreThoseOfDecoding() {
    Open open = request(0, 1).setFeatures(true).setConsent(Consent.CONSENT_FULL).build();
    List<Integer> text = new ArrayList<>(open.getTokenIdsList());
    byte[] promptFeatures;
    try (TestStream stream = stand.stream()) {
      Opened opened = stream.open(open);
      promptFeatures = opened.getFeatures().toByteArray();
    }
    stand.awaitNoSessions();
    text.addAll(decode(open, near(decode(open, TreeMaker.none()), 3)));
    stand.awaitNoSessions();

    List<TopLogProbs> laws = new ArrayList<>();
    byte[] features = new byte[0];
    var parts =
        stand
            .blocking()
            .score(
                ScoreRequest.newBuilder()
                    .addAllTokenIds(text)
                    .setFrom(open.getPromptLength() - 1)
                    .setTopK(8)
                    .setFeatures(true)
                    .build());
    while (parts.hasNext()) {
      ScoreResponse part = parts.next();
      laws.addAll(part.getLawsList());
      features = features.length == 0 ? part.getFeatures().toByteArray() : features;
    }
    assertThat(laws).hasSize(text.size() - open.getPromptLength() + 1);
    for (int i = 0; i + 1 < laws.size(); i++) {
      assertThat(laws.get(i).getTokenIds(0)).isEqualTo(text.get(open.getPromptLength() + i));
    }
    assertThat(features).startsWith(promptFeatures);
    assertThat(log.sessions.getFirst().features()).isEqualTo(promptFeatures);
    for (RoundRecord round : log.rounds) {
      assertThat(round.laws()).hasSize(round.verdict().accepted().length + 1);
      int row = 0;
      for (int node : round.verdict().accepted()) {
        int chosen = round.proposal().tree().tokenId(node);
        assertThat(round.laws().get(row++).tokenIds()[0]).isEqualTo(chosen);
      }
    }
  }

  @Test
  void costsAreMeasured() {
    assertThat(target.measureCosts(16, new int[] {1, 4}, Duration.ofMinutes(1)))
        .hasSize(2)
        .allSatisfy(point -> assertThat(point.milliseconds()).isPositive());
  }

  @Test
  void aCostCurveHasItsFirstPointHoweverLittleTimeThereIs() {
    assertThat(target.measureCosts(16, new int[] {1, 4}, Duration.ZERO)).hasSize(1);
  }

  private List<Integer> decode(Open open, TreeMaker trees) {
    try (TestStream stream = stand.stream()) {
      return stream.decode(open, trees);
    }
  }

  private TreeMaker near(List<Integer> expected, long seed) {
    return TreeMaker.near(expected, target.facts().vocabSize(), seed);
  }

  private static Open.Builder request(double temperature, long seed) {
    return Open.newBuilder()
        .setSessionId("session")
        .addAllTokenIds(IntStream.range(10, 22).boxed().toList())
        .setPromptLength(12)
        .setMaxTokens(70)
        .setSampling(SamplingParameters.newBuilder().setTemperature(temperature).setSeed(seed));
  }
}
