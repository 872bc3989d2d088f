package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftInitializer;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.decoding.TokenChooser;
import io.vsd.engine.decoding.Verification;
import io.vsd.engine.decoding.VerificationWalk;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays recordings and decodes the same requests for real, with the target in the loop. */
class CounterfactualReplayTest {

  private static final int[] PROMPT = {5, 17, 40, 3, 22, 9, 31};
  private static final int ANSWER = 60;
  private static final DeviceOptions CPU = DeviceOptions.cpu(Precision.STORED, 1);

  @TempDir private static Path tmp = Path.of("");

  private ModelDirectory directory;
  private TargetModel target;
  private TargetEmbedding embedding;

  @BeforeEach
  void loadTheTarget() {
    directory = ModelDirectory.open(TinyModels.llama(tmp.resolve("target"), 11));
    target = Backends.target(directory, CPU);
    embedding = TargetEmbedding.of(directory);
  }

  @AfterEach
  void closeTheTarget() {
    target.close();
    directory.close();
  }

  @Test
  void replayEqualsLiveDecodingWithTheSameDraft() throws InterruptedException {
    TreeShape shape = new TreeShape(12, 4, 4);
    for (double temperature : new double[] {0, 1}) {
      SamplingParameters sampling = new SamplingParameters(temperature, 1, 0, 77);
      try (DraftModel draft = copiedFromTheTarget()) {
        Live live = decode(draft, shape, sampling);

        ReplayResult replayed =
            new CounterfactualReplay(shape)
                .replay(
                    draft, live.recorded(), RoundCosts.nothing(), Integer.MAX_VALUE, Pacer.UNPACED);

        assertThat(replayed.committedPerRound())
            .as("T %s", temperature)
            .isEqualTo(live.committedPerRound());
        assertThat(replayed.acceptanceLength()).isGreaterThan(1);
      }
    }
  }

  /** The promise of the gate: what was recorded under one draft judges any other one. */
  @Test
  void aRecordingOfOneDraftGivesTheLiveAcceptanceOfAnother() throws InterruptedException {
    TreeShape narrow = new TreeShape(3, 3, 1);
    TreeShape wide = new TreeShape(24, 5, 6);
    SamplingParameters sampling = new SamplingParameters(0.8, 1, 0, 5);
    try (DraftModel first = random(3);
        DraftModel second = copiedFromTheTarget()) {
      Live recording = decode(first, narrow, sampling);
      Live live = decode(second, wide, sampling);

      ReplayResult replayed =
          new CounterfactualReplay(wide)
              .replay(
                  second,
                  recording.recorded(),
                  RoundCosts.nothing(),
                  Integer.MAX_VALUE,
                  Pacer.UNPACED);

      assertThat(firstTokens(recording)).isEqualTo(firstTokens(live));
      int common = Math.min(replayed.rounds(), live.committedPerRound().length) - 1;
      assertThat(common).isGreaterThan(5);
      assertThat(Arrays.copyOf(replayed.committedPerRound(), common))
          .isEqualTo(Arrays.copyOf(live.committedPerRound(), common));
      assertThat(replayed.acceptanceLength()).isGreaterThan(1.1);
    }
  }

  @Test
  void stopsAtTheAskedNumberOfTokens() throws InterruptedException {
    TreeShape shape = new TreeShape(8, 4, 4);
    try (DraftModel draft = copiedFromTheTarget()) {
      RecordedSession recorded = decode(draft, shape, SamplingParameters.greedy()).recorded();
      CounterfactualReplay replay = new CounterfactualReplay(shape);

      assertThat(
              replay
                  .replay(draft, recorded, RoundCosts.nothing(), 20, Pacer.UNPACED)
                  .committedTokens())
          .isEqualTo(19);
      assertThat(replay.replay(draft, recorded, RoundCosts.nothing(), 1, Pacer.UNPACED).rounds())
          .isZero();
      assertThat(replay.replay(draft, recorded, RoundCosts.nothing(), 0, Pacer.UNPACED).rounds())
          .isZero();
    }
  }

  @Test
  void noTreeMeansOneTokenARound() throws InterruptedException {
    try (DraftModel draft = copiedFromTheTarget()) {
      TreeShape none = new TreeShape(0, 4, 4);
      Live live = decode(draft, none, SamplingParameters.greedy());

      assertThat(
              new CounterfactualReplay(none)
                  .replay(
                      draft,
                      live.recorded(),
                      RoundCosts.nothing(),
                      Integer.MAX_VALUE,
                      Pacer.UNPACED)
                  .acceptanceLength())
          .isEqualTo(1);
    }
  }

  @Test
  void refusesARecordingWithoutItsFeatures() {
    RecordedSession bare =
        new RecordedSession(new int[12], new byte[6 * 48 * 5], 3, SamplingParameters.greedy());
    try (DraftModel draft = copiedFromTheTarget()) {
      assertThatThrownBy(
              () ->
                  new CounterfactualReplay(new TreeShape(4, 2, 2))
                      .replay(draft, bare, RoundCosts.nothing(), Integer.MAX_VALUE, Pacer.UNPACED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("features of token");
      assertThat(draft.openSessions()).isZero();
    }
    assertThatThrownBy(
            () -> new RecordedSession(new int[3], new byte[0], 4, SamplingParameters.greedy()))
        .hasMessage("the answer starts at 4 of 3 tokens");
  }

  private DraftModel copiedFromTheTarget() {
    int[] vocabulary = IntStream.range(0, target.config().vocabSize()).toArray();
    CheckpointManifest manifest =
        CheckpointManifest.initial("copied", "lineage", TargetIdentity.of(directory, CPU), "test");
    DraftCheckpoint checkpoint = DraftInitializer.from(directory, vocabulary, manifest);
    assertThat(checkpoint.validate(TargetIdentity.of(directory))).isEmpty();
    return Backends.draft(checkpoint, embedding, CPU);
  }

  private DraftModel random(long seed) {
    int[] vocabulary = IntStream.range(0, target.config().vocabSize()).toArray();
    return Backends.draft(TinyDraft.checkpoint(target.config(), vocabulary, seed), embedding, CPU);
  }

  private record Live(RecordedSession recorded, int[] committedPerRound) {}

  private static int[] firstTokens(Live live) {
    return Arrays.copyOf(live.recorded().tokens(), PROMPT.length + ANSWER);
  }

  private Live decode(DraftModel draft, TreeShape shape, SamplingParameters sampling) {
    TokenChooser chooser = new TokenChooser(sampling);
    List<Integer> tokens = new ArrayList<>(Arrays.stream(PROMPT).boxed().toList());
    List<Integer> committed = new ArrayList<>();
    ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    try (KvSlot slot = target.openSlot(256);
        DraftSession session = draft.openSession(256)) {
      int n = PROMPT.length;
      try (TreeForward prefill = target.prefill(slot, PROMPT)) {
        int first = chooser.choose(prefill.logits(n - 1), n);
        byte[] features = prefill.features(IntStream.range(0, n).toArray());
        recorded.writeBytes(features);
        tokens.add(first);
        session.extend(tokens.subList(1, n + 1).stream().mapToInt(t -> t).toArray(), features);
      }
      while (tokens.size() < n + ANSWER) {
        int next = tokens.size();
        TokenTree tree =
            new TreeDrafter().propose(session, shape, RoundCosts.nothing(), sampling, next).tree();
        try (TreeForward forward = target.forward(slot, tokens.getLast(), tree)) {
          Verification v = VerificationWalk.walk(tree, next, chooser, forward::logits);
          int[] rows = new int[v.acceptanceLength()];
          for (int i = 0; i < v.acceptedNodes().length; i++) {
            rows[i + 1] = v.acceptedNodes()[i] + 1;
          }
          byte[] features = forward.features(rows);
          slot.commit(rows);
          recorded.writeBytes(features);
          session.extend(v.tokens(tree), features);
          Arrays.stream(v.tokens(tree)).forEach(tokens::add);
          committed.add(v.acceptanceLength());
        }
      }
      int[] all = tokens.stream().mapToInt(t -> t).toArray();
      return new Live(
          new RecordedSession(all, recorded.toByteArray(), n, sampling),
          committed.stream().mapToInt(c -> c).toArray());
    }
  }
}
