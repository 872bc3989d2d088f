package io.vsd.engine.draft;

import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.tokentree.Candidates;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeGrowth;
import io.vsd.engine.tokentree.TreeShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Proposes trees: EAGLE-2's dynamic tree, one forward a depth over the frontier. At temperature 0 a
 * path ranks by its cumulative log q; above, by the sum of log_softmax(log q / T + g), where g is
 * the very noise that the target will choose the token of that position with, so that the draft
 * ranks highest what the target will most likely choose. Stateless and thread safe; serving and
 * counterfactual replay share it.
 */
public final class TreeDrafter {

  /**
   * Proposes a tree below the last committed token.
   *
   * @param session with at least one committed row
   * @param shape budget; a budget of 0 nodes gives the empty tree at no cost
   * @param parameters of the request whose text this is
   * @param nextPosition absolute position of the token that depth 1 drafts
   */
  public TokenTree propose(
      DraftSession session, TreeShape shape, SamplingParameters parameters, long nextPosition) {
    if (shape.maxNodes() == 0) {
      return TokenTree.empty();
    }
    int[] draftTokens = session.model().draftTokens();
    TreeGrowth growth = new TreeGrowth(shape);
    try (DraftRows rows = session.startTree()) {
      growth.root(rows.rank(ranking(parameters, nextPosition, draftTokens), shape.topK())[0]);
      Map<Integer, Integer> rowOf = new HashMap<>();
      int[] frontier = promising(growth, shape);
      for (int depth = 1; frontier.length > 0; depth++) {
        int[] parentRows = new int[frontier.length];
        for (int i = 0; i < frontier.length; i++) {
          parentRows[i] = rowOf.getOrDefault(growth.parent(frontier[i]), 0);
        }
        rows.expand(Arrays.stream(frontier).map(growth::token).toArray(), parentRows);
        Candidates[] below =
            rows.rank(ranking(parameters, nextPosition + depth, draftTokens), shape.topK());
        rowOf.clear();
        for (int i = 0; i < frontier.length; i++) {
          rowOf.put(frontier[i], i);
          growth.expand(frontier[i], below[i]);
        }
        frontier = promising(growth, shape);
      }
    }
    return growth.select();
  }

  /**
   * The frontier without nodes whose children cannot be selected: scores never rise along a path,
   * so a child ranks behind its parent and behind everything that ranks before its parent.
   */
  private static int[] promising(TreeGrowth growth, TreeShape shape) {
    int pool = growth.poolSize();
    double[] scores = new double[pool];
    Arrays.setAll(scores, growth::pathScore);
    Arrays.sort(scores);
    if (pool < shape.maxNodes()) {
      return growth.frontier();
    }
    // A child of a node is selected only if fewer than maxNodes - 1 nodes rank before the node.
    double bar =
        shape.maxNodes() == 1 ? Double.POSITIVE_INFINITY : scores[pool - (shape.maxNodes() - 1)];
    return Arrays.stream(growth.frontier()).filter(id -> growth.pathScore(id) >= bar).toArray();
  }

  private static Ranking ranking(SamplingParameters p, long position, int[] draftTokens) {
    if (p.isGreedy() || p.topK() == 1) {
      return Ranking.byProbability();
    }
    return new Ranking(p.temperature(), GumbelNoise.uniforms(p.seed(), position, draftTokens));
  }
}
