package io.vsd.engine.expert;

import java.util.ArrayList;
import java.util.List;

/** Fits a {@link Mixture.Belief} to nodes and the tokens that came there. */
public final class BeliefFit {
  private static final int MOST_CHILDREN = 6;

  private final GateFit gate;
  private final List<Seen> nodes = new ArrayList<>();

  private record Seen(NodeLaws laws, NodeNoise noise, int token) {}

  /**
   * Nothing seen yet.
   *
   * @param vocabSize tokens of the target
   */
  public BeliefFit(int vocabSize) {
    this.gate = new GateFit(vocabSize);
  }

  /** A node and the token that came there. */
  public void add(NodeLaws laws, NodeNoise noise, int token) {
    NodeLaws lasting = laws.remembered(token);
    gate.add(lasting, token);
    nodes.add(new Seen(lasting, noise, token));
  }

  /**
   * The gate by EM, and under it the reliability of the best children.
   *
   * @param otherwise what is believed where nothing was seen
   */
  public Mixture.Belief fit(Mixture.Belief otherwise) {
    if (nodes.isEmpty()) {
      return otherwise;
    }
    Mixture.Belief exact = new Mixture.Belief(gate.fit(), Reliability.exact());
    Mixture.Trust trust = new Mixture.Trust(exact, exact, NetworkGain.untrained());
    Mixture mixture = new Mixture(trust, trust);
    ReliabilityFit reliability = new ReliabilityFit();
    for (Seen node : nodes) {
      NodeChildren children = mixture.below(node.laws(), node.noise(), MOST_CHILDREN);
      int[] tokens = children.candidates().tokenIds();
      for (int i = 0; i < tokens.length; i++) {
        reliability.add(children.chance(i), tokens[i] == node.token());
      }
    }
    return new Mixture.Belief(exact.gate(), reliability.fit());
  }
}
