package io.vsd.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.training.TrainingObjective;
import io.vsd.engine.training.TrainingOptions;
import io.vsd.trainer.fixtures.TinyTarget;
import io.vsd.trainer.promotion.SessionScore;
import io.vsd.trainer.recording.RecordedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineDraftLearnerTest {

  @TempDir Path directory;
  private TinyTarget target;
  private List<RecordedSession> sessions;

  @BeforeEach
  void prepare() {
    target = TinyTarget.in(directory.resolve("model"));
    sessions = target.sessions(4, 24);
  }

  @Test
  void learnsWhatItIsShownAndIsJudgedBetter() throws Exception {
    EngineDraftJudge judge =
        new EngineDraftJudge(
            target.embedding(),
            new DeviceOptions("cpu", Precision.FP32, 1),
            new TreeShape(4, 3, 2),
            64);
    List<SessionScore> before = judge.score(target.draft(), sessions, Pacer.UNPACED);
    try (EngineDraftLearner learner = learner(TrainingObjective.EAGLE3)) {
      learner.restore(target.draft(), Optional.empty());
      double first = learner.step(sessions, 1, Pacer.UNPACED).loss();
      double last = first;
      for (int step = 2; step <= 60; step++) {
        last = learner.step(sessions, step, Pacer.UNPACED).loss();
      }
      assertThat(last).isLessThan(0.5 * first);
      DraftCheckpoint learned = learner.freeze(target.draft().manifest().child("learned"));
      List<SessionScore> after = judge.score(learned, sessions, Pacer.UNPACED);
      assertThat(mean(after)).isGreaterThan(mean(before) + 0.5);
    }
  }

  @Test
  void goesOnFromItsStateWithTheSameBytes() throws IOException, InterruptedException {
    for (TrainingObjective objective : TrainingObjective.values()) {
      Path steady = directory.resolve("steady-" + objective.id());
      Path resumed = directory.resolve("resumed-" + objective.id());
      try (EngineDraftLearner learner = learner(objective)) {
        learner.restore(target.draft(), Optional.empty());
        steps(learner, 1, 6);
        write(learner, steady);
      }
      Path half = directory.resolve("half-" + objective.id());
      try (EngineDraftLearner learner = learner(objective)) {
        learner.restore(target.draft(), Optional.empty());
        steps(learner, 1, 3);
        write(learner, half);
      }
      try (EngineDraftLearner learner = learner(objective)) {
        learner.restore(DraftCheckpoint.read(half), Optional.of(half.resolve("state")));
        steps(learner, 4, 6);
        write(learner, resumed);
      }
      for (String file : List.of(DraftCheckpoint.WEIGHTS_FILE, "state")) {
        assertThat(resumed.resolve(file))
            .as("%s of %s", file, objective.id())
            .hasSameBinaryContentAs(steady.resolve(file));
      }
    }
  }

  @Test
  void theTableGrowsFromTheCheckpointsOwnByWhatSeveralSessionsShow() throws Exception {
    try (EngineDraftLearner learner = learner(TrainingObjective.EAGLE3)) {
      learner.restore(target.draft(), Optional.empty());
      learner.count(sessions.getFirst());
      assertThat(table(learner.freeze(target.draft().manifest().child("one"))).isEmpty()).isTrue();
      learner.count(sessions.getFirst());
      DraftCheckpoint two = learner.freeze(target.draft().manifest().child("two"));
      assertThat(table(two).entries()).isPositive();

      learner.restore(two, Optional.empty());
      DraftCheckpoint same = learner.freeze(target.draft().manifest().child("same"));
      assertThat(table(same).levels())
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(table(two).levels());
      learner.count(sessions.get(1));
      DraftCheckpoint more = learner.freeze(target.draft().manifest().child("more"));
      assertThat(counted(more)).isGreaterThan(counted(two));
    }
  }

  private static int counted(DraftCheckpoint checkpoint) {
    return Arrays.stream(table(checkpoint).levels().getFirst().counts()).sum();
  }

  private static NgramTable table(DraftCheckpoint checkpoint) {
    return checkpoint.experts().orElseThrow().table();
  }

  private void steps(EngineDraftLearner learner, int from, int to) throws InterruptedException {
    for (int step = from; step <= to; step++) {
      learner.count(sessions.get(step % 4));
      learner.step(sessions.subList(step % 3, step % 3 + 2), step, Pacer.UNPACED);
    }
  }

  private void write(EngineDraftLearner learner, Path to) throws IOException {
    learner
        .freeze(target.draft().manifest().child("c"))
        .write(to, java.util.Map.of("state", learner::writeState));
  }

  private EngineDraftLearner learner(TrainingObjective objective) {
    return new EngineDraftLearner(
        target.config(),
        target.embedding(),
        TrainingOptions.of(objective, 3e-3),
        64,
        new TableLimits(2, 1 << 20));
  }

  private static double mean(List<SessionScore> scores) {
    return scores.stream().mapToDouble(SessionScore::acceptanceLength).average().orElseThrow();
  }
}
