package io.vsd.trainer.learning;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.NgramCounter;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.trainer.recording.RecordedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the n-grams of new sessions for the table of the next checkpoint. What it knows goes on in
 * the learner's state file, so that the same sessions give the same table across restarts. Not
 * thread safe.
 */
final class TableLearning {
  private static final int MOST_NGRAMS = 1_000_000;
  private static final String GRAMS = "ngrams.grams";
  private static final String COUNTS = "ngrams.counts";
  private static final String SESSIONS = "ngrams.sessions";
  private static final String LAST_SESSION = "ngrams.last_session";
  private static final String SESSION = "ngrams.session";

  private final TableLimits limits;
  private final LearnedExperts before;
  private final NgramCounter counter;

  private TableLearning(TableLimits limits, LearnedExperts before, NgramCounter counter) {
    this.limits = limits;
    this.before = before;
    this.counter = counter;
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param stateFile beside it; without one, or where it is of a version that did not count, the
   *     checkpoint's own table is gone on from
   * @throws IOException when the file is damaged
   */
  static TableLearning from(
      DraftCheckpoint checkpoint, Optional<Path> stateFile, TableLimits limits) throws IOException {
    LearnedExperts before = checkpoint.experts().orElseGet(LearnedExperts::none);
    Optional<NgramCounter> saved =
        stateFile.isPresent() ? saved(stateFile.get()) : Optional.empty();
    NgramTable table = before.table();
    return new TableLearning(
        limits,
        before,
        saved.orElseGet(() -> NgramCounter.of(table, limits.fewestSessions(), MOST_NGRAMS)));
  }

  private static Optional<NgramCounter> saved(Path stateFile) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(stateFile)) {
      if (!file.names().contains(GRAMS)) {
        return Optional.empty();
      }
      return Optional.of(
          NgramCounter.of(
              new NgramCounter.State(
                  file.readInts(GRAMS),
                  file.readInts(COUNTS),
                  file.readInts(SESSIONS),
                  file.readInts(LAST_SESSION),
                  file.readInts(SESSION)[0]),
              MOST_NGRAMS));
    } catch (MalformedWeightsException | IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(stateFile, e.getMessage()), e);
    }
  }

  /** What {@link #from} goes on from, as tensors of the state file. */
  Map<String, int[]> state() {
    NgramCounter.State state = counter.state();
    return Map.of(
        GRAMS, state.grams(),
        COUNTS, state.counts(),
        SESSIONS, state.sessions(),
        LAST_SESSION, state.lastSession(),
        SESSION, new int[] {state.session()});
  }

  void count(RecordedSession session) {
    counter.add(session.tokens(), session.firstAnswer());
  }

  /** The table so far, and trust as it was. */
  LearnedExperts learned() {
    return new LearnedExperts(
        counter.table(limits.fewestSessions(), limits.mostBytes()), before.mixture());
  }
}
