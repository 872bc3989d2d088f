package io.vsd.engine.draft;

import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.expert.NodeNoise;
import io.vsd.engine.tokentree.Candidates;
import java.util.List;

/** The network over one tree, a depth at a time: nodes get their rows' laws. */
final class NetworkRun {
  private final DraftSession session;
  private final DraftRows rows;
  private final int most;

  NetworkRun(DraftSession session, DraftRows rows, int most) {
    this.session = session;
    this.rows = rows;
    this.most = most;
  }

  /** The last committed token, whose row is known. */
  void begin(DraftNode root) {
    rank(List.of(root));
  }

  /** Nodes of the next depth, whose parents have rows. */
  void expand(List<DraftNode> nodes) {
    rows.expand(
        nodes.stream().mapToInt(DraftNode::token).toArray(),
        nodes.stream().mapToInt(DraftNode::parentRow).toArray());
    rank(nodes);
  }

  private void rank(List<DraftNode> nodes) {
    NetworkLaw.Vocabulary vocabulary = session.model().vocabulary();
    Candidates[] best = rows.rank(ranking(nodes.getFirst().noise()), most);
    float[] logits = rows.logits();
    for (int i = 0; i < nodes.size(); i++) {
      DraftNode node = nodes.get(i);
      node.networked(i, new NetworkLaw(best[i], logits, i, vocabulary, node.depth() + 1));
    }
  }

  private Ranking ranking(NodeNoise noise) {
    return noise.matters()
        ? new Ranking(
            noise.temperature(),
            GumbelNoise.uniforms(noise.seed(), noise.position(), session.model().draftTokens()))
        : Ranking.byProbability();
  }
}
