package io.vsd.trainer.transcripts;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.draft.CounterfactualReplay;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.RecordedSession;
import io.vsd.engine.draft.ReplayResult;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.training.TrainingSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Acceptance length of a draft on texts that it was not trained on, by counterfactual replay at
 * temperature 0, for several tree sizes.
 */
final class HeldOutReplay {

  /** Tree sizes of the report; the manifest gets the figure of {@link #JUDGED_NODES}. */
  static final List<Integer> NODES = List.of(2, 4, 8, 16, 32, 60);

  static final int JUDGED_NODES = 8;
  private static final int DEPTH = 7;
  private static final int WIDTH = 6;

  private final List<RecordedSession> sessions;
  private final TargetEmbedding embedding;
  private final int threads;

  HeldOutReplay(List<TrainingSequence> texts, TargetEmbedding embedding, int threads) {
    this.sessions =
        texts.stream()
            .map(
                t ->
                    new RecordedSession(
                        t.tokens(), t.features(), t.firstAnswerPosition(), t.sampling()))
            .toList();
    this.embedding = embedding;
    this.threads = threads;
  }

  /** Each expert by itself. */
  static final List<Set<ExpertKind>> ALONE =
      Arrays.stream(ExpertKind.values()).map(Set::of).toList();

  /** Result by nodes in the tree, of all experts. */
  SequencedMap<Integer, ReplayResult> measure(DraftCheckpoint draft, List<Integer> wanted)
      throws InterruptedException {
    return measure(draft, wanted, EnumSet.allOf(ExpertKind.class));
  }

  /** Result by nodes in the tree, of some experts. */
  SequencedMap<Integer, ReplayResult> measure(
      DraftCheckpoint draft, List<Integer> wanted, Set<ExpertKind> experts)
      throws InterruptedException {
    SequencedMap<Integer, ReplayResult> results = new TreeMap<>();
    DeviceOptions options = new DeviceOptions("cpu", Precision.STORED, threads);
    try (DraftModel model = Backends.draft(draft, embedding, options)) {
      for (int nodes : wanted) {
        CounterfactualReplay replay =
            new CounterfactualReplay(new TreeDrafter(experts), new TreeShape(nodes, DEPTH, WIDTH));
        List<ReplayResult> each = new ArrayList<>();
        for (RecordedSession s : sessions) {
          each.add(replay.replay(model, s, RoundCosts.nothing(), Integer.MAX_VALUE, Pacer.UNPACED));
        }
        results.put(nodes, ReplayResult.together(each));
      }
    }
    return results;
  }

  CheckpointManifest.Evaluation evaluation(
      SequencedMap<Integer, ReplayResult> trained, SequencedMap<Integer, ReplayResult> initial) {
    ReplayResult after = judged(trained);
    ReplayResult before = judged(initial);
    double gain = after.acceptanceLength() - before.acceptanceLength();
    return new CheckpointManifest.Evaluation(
        sessions.size(),
        after.rounds(),
        after.acceptanceLength(),
        before.acceptanceLength(),
        gain,
        gain,
        "held-out transcripts, %d nodes, depth %d; point estimate, no interval"
            .formatted(JUDGED_NODES, DEPTH),
        null);
  }

  private static ReplayResult judged(SequencedMap<Integer, ReplayResult> results) {
    ReplayResult result = results.get(JUDGED_NODES);
    if (result == null) {
      throw new IllegalStateException("no replay at " + JUDGED_NODES + " nodes");
    }
    return result;
  }
}
