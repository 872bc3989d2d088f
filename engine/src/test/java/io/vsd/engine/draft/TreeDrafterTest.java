package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.ExpertLaw;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NgramCounter;
import io.vsd.engine.expert.NodeLaws;
import io.vsd.engine.expert.NodeNoise;
import io.vsd.engine.expert.NodeText;
import io.vsd.engine.expert.SessionText;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.price.Company;
import io.vsd.engine.price.DraftCosts;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.RowCosts;
import io.vsd.engine.tokentree.Candidates;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeGrowth;
import io.vsd.engine.tokentree.TreeShape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeDrafterTest {

  private static final int H = 32;
  private static final int COMMITTED = 11;
  private static final TreeShape[] SHAPES = {
    new TreeShape(1, 4, 4),
    new TreeShape(2, 4, 4),
    new TreeShape(8, 4, 4),
    new TreeShape(30, 5, 6),
    new TreeShape(5, 5, 1),
    new TreeShape(40, 2, 3),
    new TreeShape(12, 4, 3),
  };
  // Asking the network below the last committed token is free, further depths are dear.
  private static final RoundCosts ONE_DEPTH =
      new RoundCosts(RowCosts.nothing(), 0, new DraftCosts(0, 0, 1e9), Company.none());
  private static final List<Asked> ASKED =
      List.of(
          new Asked(EnumSet.of(ExpertKind.NETWORK), RoundCosts.nothing(), 99),
          new Asked(EnumSet.of(ExpertKind.LOOKUP), RoundCosts.nothing(), 99),
          new Asked(EnumSet.of(ExpertKind.TABLE, ExpertKind.LOOKUP), RoundCosts.nothing(), 99),
          new Asked(EnumSet.allOf(ExpertKind.class), RoundCosts.nothing(), 99),
          new Asked(EnumSet.allOf(ExpertKind.class), ONE_DEPTH, 1));

  /** Who is asked, and down to which depth the network then is. */
  private record Asked(Set<ExpertKind> experts, RoundCosts costs, int networkDepth) {}

  /** With a table of what its own tokens wrote. */
  private static DraftCheckpoint checkpoint(long seed) {
    NgramCounter counter = new NgramCounter(10_000);
    for (int i = 0; i < 40; i++) {
      counter.add(TinyDraft.tokens(60, seed + i), 1);
    }
    return TinyDraft.checkpoint(seed)
        .withExperts(new LearnedExperts(counter.table(1, Long.MAX_VALUE), Mixture.untrained()));
  }

  /** Every node is run alone as a chain, and experts are asked anew for every node. */
  @Test
  void proposesTheTreeOfASlowReference() {
    for (DeviceOptions options : new DeviceOptions[] {TinyDraft.FP32, TinyDraft.STORED}) {
      for (double temperature : new double[] {0, 0.7, 1}) {
        for (long seed = 1; seed <= 4; seed++) {
          SamplingParameters p = new SamplingParameters(temperature, 1, 0, seed);
          try (DraftModel model =
                  Backends.draft(checkpoint(seed), TinyDraft.embedding(seed), options);
              DraftSession session = model.openSession(64)) {
            // A text that repeats itself, so that it can be looked up.
            int[] text = TinyDraft.tokens(COMMITTED, seed);
            System.arraycopy(text, 0, text, COMMITTED - 4, 4);
            session.extend(text, TinyDraft.features(COMMITTED, H, seed));
            for (TreeShape shape : SHAPES) {
              for (Asked asked : ASKED) {
                DraftedTree fast =
                    new TreeDrafter(asked.experts())
                        .propose(session, shape, asked.costs(), p, COMMITTED + 1);
                TreeGrowth slow = slowTree(session, shape, p, asked);
                String when = "seed " + seed + ", T " + temperature + ", " + shape + asked;
                TokenTree expected = slow.tree(slow.size());
                assertThat(fast.tree().tokenIds()).as(when).isEqualTo(expected.tokenIds());
                assertThat(fast.tree().parents()).as(when).isEqualTo(expected.parents());
                assertThat(fast.tree().logProbs())
                    .as(when)
                    .containsExactly(expected.logProbs(), within(1e-3f));
                double accepted = 0;
                for (int i = 0; i < slow.size(); i++) {
                  accepted += Math.exp(slow.pathScore(i));
                }
                assertThat(fast.expectedAccepted()).isCloseTo(accepted, within(1e-3));
                assertThat(fast.origins()).hasSize(expected.size());
              }
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
              .propose(
                  session,
                  new TreeShape(0, 4, 4),
                  RoundCosts.nothing(),
                  SamplingParameters.greedy(),
                  1)
              .tree();

      assertThat(tree.size()).isZero();
    }
  }

  @Test
  void theWholeDraftVocabularyMayBeAskedFor() {
    DraftCheckpoint checkpoint = TinyDraft.trustingTheNetwork(TinyDraft.checkpoint(1));
    try (DraftModel model = Backends.draft(checkpoint, TinyDraft.embedding(1), TinyDraft.FP32);
        DraftSession session = model.openSession(64)) {
      session.extend(TinyDraft.tokens(3, 1), TinyDraft.features(3, H, 1));
      TokenTree tree =
          new TreeDrafter()
              .propose(
                  session,
                  new TreeShape(500, 1, 500),
                  RoundCosts.nothing(),
                  SamplingParameters.greedy(),
                  4)
              .tree();

      assertThat(tree.size()).isEqualTo(48);
      assertThat(Arrays.stream(tree.tokenIds()).sorted().toArray()).isEqualTo(model.draftTokens());
      double mass = 0;
      for (float logProb : tree.logProbs()) {
        mass += Math.exp(logProb);
      }
      assertThat(mass).isCloseTo(1, within(1e-4));
    }
  }

  private static TreeGrowth slowTree(
      DraftSession session, TreeShape shape, SamplingParameters p, Asked asked) {
    Map<Integer, int[]> paths = new HashMap<>(Map.of(TokenTree.ROOT, new int[0]));
    return TreeGrowth.grow(
        shape,
        (node, parent, token) -> {
          if (node != TokenTree.ROOT) {
            int[] above = Objects.requireNonNull(paths.get(parent));
            int[] path = Arrays.copyOf(above, above.length + 1);
            path[above.length] = token;
            paths.put(node, path);
          }
          return slowChildren(session, Objects.requireNonNull(paths.get(node)), p, asked, shape);
        });
  }

  /** All children that anybody proposes of the last token of a path, ranked in plain Java. */
  private static Candidates slowChildren(
      DraftSession session, int[] path, SamplingParameters p, Asked asked, TreeShape shape) {
    SessionText text = session.experts().text();
    NodeText node =
        new NodeText() {
          @Override
          public int length() {
            return text.length() + path.length;
          }

          @Override
          public int fromEnd(int distance) {
            return distance < path.length
                ? path[path.length - 1 - distance]
                : text.fromEnd(distance - path.length);
          }
        };
    Set<ExpertKind> experts = asked.experts();
    NodeLaws laws = session.experts().after(node, experts);
    NodeNoise noise = NodeNoise.of(p, COMMITTED + 1L + path.length);
    if (experts.contains(ExpertKind.NETWORK) && path.length < asked.networkDepth()) {
      laws.with(ExpertKind.NETWORK, slowNetwork(session, path, noise, shape.topK()));
    }
    return session.model().mixture().below(laws, noise, shape.topK()).candidates();
  }

  private static ExpertLaw slowNetwork(
      DraftSession session, int[] path, NodeNoise noise, int topK) {
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
    Integer[] order = IntStream.range(0, tokens.length).boxed().toArray(Integer[]::new);
    double[] ranked = new double[logQ.length];
    for (int i = 0; i < ranked.length; i++) {
      ranked[i] =
          noise.matters()
              ? logQ[i] / noise.temperature()
                  + GumbelNoise.gumbel(noise.seed(), noise.position(), tokens[i])
              : logQ[i];
    }
    Arrays.sort(order, (a, b) -> Double.compare(ranked[b], ranked[a]));
    int[] ids = new int[Math.min(topK, tokens.length)];
    float[] logProbs = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens[order[i]];
      logProbs[i] = (float) logQ[order[i]];
    }
    float[] floats = new float[tokens.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) logits[i];
    }
    return new NetworkLaw(
        new Candidates(ids, logProbs, logProbs),
        floats,
        0,
        session.model().vocabulary(),
        path.length + 1);
  }

  private static double[] logSoftmax(double[] logits) {
    double top = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(x -> Math.exp(x - top)).sum();
    return Arrays.stream(logits).map(x -> x - top - Math.log(sum)).toArray();
  }
}
