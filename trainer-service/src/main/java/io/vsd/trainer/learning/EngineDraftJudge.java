package io.vsd.trainer.learning;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.draft.CounterfactualReplay;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.ReplayResult;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.price.Company;
import io.vsd.engine.price.DraftCosts;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.RowCosts;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.trainer.promotion.SessionScore;
import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayList;
import java.util.List;

/** Judges with the engine's counterfactual replay, through the same drafting code that serves. */
public final class EngineDraftJudge implements DraftJudge {

  /** Whole trees, the network below the last committed token alone. */
  private static final RoundCosts FIRST_DEPTH =
      new RoundCosts(RowCosts.nothing(), 0, new DraftCosts(0, 0, 1e9), Company.none());

  private final TargetEmbedding embedding;
  private final DeviceOptions device;
  private final CounterfactualReplay replay;
  private final int maxTokens;

  /**
   * Made for one target.
   *
   * @param shape of the trees that replay builds
   * @param maxTokens answer tokens of a session that are replayed
   */
  public EngineDraftJudge(
      TargetEmbedding embedding, DeviceOptions device, TreeShape shape, int maxTokens) {
    this.embedding = embedding;
    this.device = device;
    this.replay = new CounterfactualReplay(shape);
    this.maxTokens = maxTokens;
  }

  @Override
  public List<SessionScore> score(
      DraftCheckpoint draft, List<RecordedSession> sessions, Pacer pacer)
      throws InterruptedException {
    List<SessionScore> scores = new ArrayList<>(sessions.size());
    try (DraftModel model = Backends.draft(draft, embedding, device)) {
      for (RecordedSession session : sessions) {
        ReplayResult result =
            replay.replay(model, recorded(session), FIRST_DEPTH, maxTokens, pacer);
        scores.add(new SessionScore(result.rounds(), result.committedTokens()));
      }
    }
    return scores;
  }

  private static io.vsd.engine.draft.RecordedSession recorded(RecordedSession session) {
    return new io.vsd.engine.draft.RecordedSession(
        session.tokens(), session.features(), session.firstAnswer(), session.sampling());
  }
}
