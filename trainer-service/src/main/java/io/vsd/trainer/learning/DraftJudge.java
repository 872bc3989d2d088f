package io.vsd.trainer.learning;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.pacing.Pacer;
import io.vsd.trainer.promotion.SessionScore;
import io.vsd.trainer.recording.RecordedSession;
import java.util.List;

/** Tells by counterfactual replay what a draft would have got accepted in recorded sessions. */
@FunctionalInterface
public interface DraftJudge {

  /**
   * Scores of a draft, one a session in their order; exact, and without the target.
   *
   * @param pacer called after each round
   * @throws InterruptedException when the pacer was told to stop
   */
  List<SessionScore> score(DraftCheckpoint draft, List<RecordedSession> sessions, Pacer pacer)
      throws InterruptedException;
}
