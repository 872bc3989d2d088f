package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.tokentree.Candidates;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeGrowth;
import io.vsd.engine.tokentree.TreeShape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class TreeDrafterTest {

  private static final int H = 32;
  private static final int COMMITTED = 11;
  private static final TreeShape[] SHAPES = {
    new TreeShape(1, 4, 4, 4),
    new TreeShape(2, 4, 4, 4),
    new TreeShape(8, 4, 4, 4),
    new TreeShape(30, 5, 6, 3),
    new TreeShape(5, 5, 1, 1),
    new TreeShape(100, 2, 3, 3),
  };

  /** Every node is run alone as a chain, and the whole frontier is expanded. */
  @Test
  void proposesTheTreeOfASlowReference() {
    for (DeviceOptions options : new DeviceOptions[] {TinyDraft.FP32, TinyDraft.STORED}) {
      for (double temperature : new double[] {0, 0.7, 1}) {
        for (long seed = 1; seed <= 4; seed++) {
          SamplingParameters p = new SamplingParameters(temperature, 1, 0, seed);
          try (DraftModel model =
                  Backends.draft(TinyDraft.checkpoint(seed), TinyDraft.embedding(seed), options);
              DraftSession session = model.openSession(64)) {
            session.extend(
                TinyDraft.tokens(COMMITTED, seed), TinyDraft.features(COMMITTED, H, seed));
            for (TreeShape shape : SHAPES) {
              TokenTree fast = new TreeDrafter().propose(session, shape, p, COMMITTED + 1);
              TokenTree slow = slowTree(session, shape, p);
              String when = "seed " + seed + ", T " + temperature + ", " + shape;
              assertThat(fast.tokenIds()).as(when).isEqualTo(slow.tokenIds());
              assertThat(fast.parents()).as(when).isEqualTo(slow.parents());
              assertThat(fast.logProbs()).as(when).containsExactly(slow.logProbs(), within(1e-3f));
            }
          }
        }
      }
    }
  }

  @Test
  void aBudgetOfNoNodesGivesTheEmptyTree() {
    try (DraftModel model =
            Backends.draft(TinyDraft.checkpoint(1), TinyDraft.embedding(1), TinyDraft.FP32);
        DraftSession session = model.openSession(64)) {
      TokenTree tree =
          new TreeDrafter()
              .propose(session, new TreeShape(0, 4, 4, 4), SamplingParameters.greedy(), 1);

      assertThat(tree.size()).isZero();
    }
  }

  @Test
  void theWholeDraftVocabularyMayBeAskedFor() {
    try (DraftModel model =
            Backends.draft(TinyDraft.checkpoint(1), TinyDraft.embedding(1), TinyDraft.FP32);
        DraftSession session = model.openSession(64)) {
      session.extend(TinyDraft.tokens(3, 1), TinyDraft.features(3, H, 1));
      TokenTree tree =
          new TreeDrafter()
              .propose(session, new TreeShape(500, 1, 500, 1), SamplingParameters.greedy(), 4);

      assertThat(tree.size()).isEqualTo(48);
      assertThat(Arrays.stream(tree.tokenIds()).sorted().toArray()).isEqualTo(model.draftTokens());
      double mass = 0;
      for (float logProb : tree.logProbs()) {
        mass += Math.exp(logProb);
      }
      assertThat(mass).isCloseTo(1, within(1e-4));
    }
  }

  private static TokenTree slowTree(DraftSession session, TreeShape shape, SamplingParameters p) {
    TreeGrowth growth = new TreeGrowth(shape);
    growth.root(slowCandidates(session, new int[0], p));
    for (int[] frontier = growth.frontier(); frontier.length > 0; frontier = growth.frontier()) {
      for (int node : frontier) {
        growth.expand(node, slowCandidates(session, path(growth, node), p));
      }
    }
    return growth.select();
  }

  private static int[] path(TreeGrowth growth, int node) {
    Deque<Integer> path = new ArrayDeque<>();
    for (int at = node; at >= 0; at = growth.parent(at)) {
      path.push(growth.token(at));
    }
    return path.stream().mapToInt(Integer::intValue).toArray();
  }

  /** All children of the last token of a path, ranked in plain Java. */
  private static Candidates slowCandidates(DraftSession session, int[] path, SamplingParameters p) {
    int[] tokens = session.model().draftTokens();
    double[] logits = new double[tokens.length];
    try (DraftRows rows = session.startTree()) {
      for (int token : path) {
        rows.expand(new int[] {token}, new int[] {0});
      }
      float[] out = rows.logits();
      Arrays.setAll(logits, i -> out[i]);
    }
    double[] logQ = logSoftmax(logits);
    double[] scores = logQ;
    if (p.temperature() > 0) {
      double[] noisy = new double[logQ.length];
      long position = COMMITTED + 1L + path.length;
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] = logQ[i] / p.temperature() + GumbelNoise.gumbel(p.seed(), position, tokens[i]);
      }
      scores = logSoftmax(noisy);
    }
    float[] ranked = new float[scores.length];
    float[] probabilities = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      ranked[i] = (float) scores[i];
      probabilities[i] = (float) logQ[i];
    }
    return new Candidates(tokens, ranked, probabilities);
  }

  private static double[] logSoftmax(double[] logits) {
    double top = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(x -> Math.exp(x - top)).sum();
    return Arrays.stream(logits).map(x -> x - top - Math.log(sum)).toArray();
  }
}
