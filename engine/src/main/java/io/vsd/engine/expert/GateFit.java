package io.vsd.engine.expert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link Gate} by EM to what was seen: the responsibility of an expert for the token that
 * came is its part of the token's probability (E-step), and each trust is moved until the shares
 * given add up to the responsibilities (M-step, one step of generalised iterative scaling). The
 * same nodes in the same order give the same gate.
 */
public final class GateFit {
  private static final int ITERATIONS = 200;
  // Nodes of an even-handed prior, so that rare evidence is not believed on little ground.
  private static final double PRIOR_NODES = 8;

  private final double restProbability;
  private final List<Seen> nodes = new ArrayList<>();

  /** Evidence of each expert at a node and the probability that it gave to the token that came. */
  private record Seen(int[] evidence, double[] probabilities) {}

  /**
   * Nothing seen yet.
   *
   * @param vocabSize tokens over which nobody's share is spread
   */
  public GateFit(int vocabSize) {
    this.restProbability = 1.0 / vocabSize;
  }

  /** A node and the token that came there. */
  public void add(NodeLaws laws, int token) {
    nodes.add(
        new Seen(
            laws.evidence(),
            Arrays.stream(ExpertKind.values())
                .mapToDouble(kind -> laws.of(kind).probability(token))
                .toArray()));
  }

  /** The gate under which what was seen is likeliest, but for the prior. */
  public Gate fit() {
    double[][] trust = filled(0);
    for (int i = 0; i < ITERATIONS; i++) {
      improve(trust);
    }
    return new Gate(trust);
  }

  private void improve(double[][] trust) {
    double[][] given = filled(PRIOR_NODES / 2);
    double[][] earned = filled(PRIOR_NODES / 2);
    for (Seen node : nodes) {
      double[] shares = Gate.shares(trust, node.evidence());
      double rest = 1;
      double likelihood = 0;
      for (int s = 0; s < shares.length; s++) {
        rest -= shares[s];
        likelihood += shares[s] * node.probabilities()[s];
      }
      likelihood += Math.max(rest, 0) * restProbability;
      for (int s = 0; s < shares.length; s++) {
        int evidence = node.evidence()[s];
        given[s][evidence] += shares[s];
        earned[s][evidence] += shares[s] * node.probabilities()[s] / likelihood;
      }
    }
    for (int s = 0; s < trust.length; s++) {
      for (int b = 1; b < trust[s].length; b++) {
        trust[s][b] += StrictMath.log(earned[s][b] / given[s][b]);
      }
    }
  }

  private static double[][] filled(double value) {
    ExpertKind[] kinds = ExpertKind.values();
    double[][] values = new double[kinds.length][];
    for (ExpertKind kind : kinds) {
      values[kind.index()] = new double[kind.evidenceLevels()];
      Arrays.fill(values[kind.index()], value);
    }
    return values;
  }
}
