package io.vsd.engine.draft;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.ExpertLaw;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NetworkGain;
import io.vsd.engine.expert.NodeChildren;
import io.vsd.engine.expert.NodeLaws;
import io.vsd.engine.expert.NodeNoise;
import io.vsd.engine.expert.NodeText;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path below the last committed token while a tree is drafted: the text that ends there, what the
 * experts expect after it, and its row where the network has computed one.
 */
final class DraftNode implements NodeText {
  static final int NO_ROW = -1;

  private final Drafting drafting;
  private final @Nullable DraftNode parent;
  private final int token;
  private final int depth;
  private final NodeLaws laws;
  private final Map<Integer, DraftNode> below = new HashMap<>();
  private @Nullable NodeChildren children;
  private int row = NO_ROW;

  /**
   * What all nodes of a tree share.
   *
   * @param experts of the session
   * @param mixture of their laws
   * @param noise of the children of the last committed token
   * @param asked which experts are asked
   * @param most children of a node
   */
  private record Drafting(
      SessionExperts experts, Mixture mixture, NodeNoise noise, Set<ExpertKind> asked, int most) {}

  private DraftNode(Drafting drafting, @Nullable DraftNode parent, int token) {
    this.drafting = drafting;
    this.parent = parent;
    this.token = token;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.laws = drafting.experts().after(this, drafting.asked());
  }

  /**
   * The last committed token of a session.
   *
   * @param sampling of the request whose text this is
   * @param nextPosition absolute position of its children
   * @param asked which experts are asked
   * @param most children of a node
   */
  static DraftNode root(
      DraftSession session,
      SamplingParameters sampling,
      long nextPosition,
      Set<ExpertKind> asked,
      int most) {
    Drafting drafting =
        new Drafting(
            session.experts(),
            session.model().mixture(),
            NodeNoise.of(sampling, nextPosition),
            asked,
            most);
    return new DraftNode(drafting, null, NO_ROW);
  }

  /** The node below that carries a token. */
  DraftNode below(int childToken) {
    return below.computeIfAbsent(childToken, t -> new DraftNode(drafting, this, t));
  }

  /** The network's row of this node and what it expects after it. */
  void networked(int ownRow, ExpertLaw law) {
    row = ownRow;
    laws.with(ExpertKind.NETWORK, law);
    children = null;
  }

  /** Index of its row in the depth that the network ran, {@link #NO_ROW} where it did not. */
  int row() {
    return row;
  }

  /** Whether the network can compute it: its parent has a row. */
  boolean reachable() {
    return parent != null && parent.row != NO_ROW;
  }

  int parentRow() {
    return parent == null ? NO_ROW : parent.row;
  }

  int token() {
    return token;
  }

  int depth() {
    return depth;
  }

  NodeLaws laws() {
    return laws;
  }

  /** What asking the network brings in this text. */
  NetworkGain gain() {
    return drafting.mixture().gain(drafting.noise());
  }

  NodeNoise noise() {
    NodeNoise first = drafting.noise();
    return new NodeNoise(first.temperature(), first.seed(), first.position() + depth);
  }

  /** Its possible children, best first. */
  NodeChildren children() {
    NodeChildren known = children;
    if (known == null) {
      known = drafting.mixture().below(laws, noise(), drafting.most());
      children = known;
    }
    return known;
  }

  @Override
  public int length() {
    return drafting.experts().text().length() + depth;
  }

  @Override
  public int fromEnd(int distance) {
    DraftNode at = this;
    for (int i = 0; i < distance && at.parent != null; i++) {
      at = at.parent;
    }
    return distance < depth ? at.token : drafting.experts().text().fromEnd(distance - depth);
  }
}
