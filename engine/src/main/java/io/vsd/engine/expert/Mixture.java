package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * The one law of all experts at a node, q = Σ λ_s q_s, and how far it is to be believed. Candidates
 * rank by log q, and where noise chooses by log q / T + g with the very noise that the target will
 * use. Immutable.
 *
 * @param greedy where the likeliest token is chosen
 * @param sampled where noise chooses
 */
public record Mixture(Trust greedy, Trust sampled) {
  // Mass of tokens that nobody names, as one token of median noise: 1 / ln 2.
  private static final double MEDIAN_NOISE = 1.4427;

  /**
   * How far laws are believed.
   *
   * @param alone below nodes where the network was not asked
   * @param networked below nodes where it was
   * @param gain what asking it brings
   */
  public record Trust(Belief alone, Belief networked, NetworkGain gain) {

    /** The same with another gain. */
    public Trust gaining(NetworkGain other) {
      return new Trust(alone, networked, other);
    }

    Belief in(NodeLaws laws) {
      return laws.of(ExpertKind.NETWORK).evidence() == 0 ? alone : networked;
    }
  }

  /**
   * A law and what it is worth.
   *
   * @param gate shares of the experts in it
   * @param reliability how often its tokens come
   */
  public record Belief(Gate gate, Reliability reliability) {}

  /** Trust as it was found on other drafts, for those that come without. */
  public static Mixture untrained() {
    return DefaultTrust.MIXTURE;
  }

  /** What applies to laws under that noise. */
  Belief belief(NodeLaws laws, NodeNoise noise) {
    return (noise.matters() ? sampled : greedy).in(laws);
  }

  /** What asking the network brings under that noise. */
  public NetworkGain gain(NodeNoise noise) {
    return (noise.matters() ? sampled : greedy).gain();
  }

  /** Possible children of a node, best first. */
  public NodeChildren below(NodeLaws laws, NodeNoise noise, int most) {
    Belief belief = belief(laws, noise);
    double[] shares = belief.gate().shares(laws);
    int[] tokens = candidates(laws);
    NodeChildren all = new NodeChildren(tokens.length);
    double[] perturbed = new double[tokens.length];
    double rest = 1;
    for (int i = 0; i < tokens.length; i++) {
      double probability = all.blend(i, tokens[i], laws, shares);
      rest -= probability;
      perturbed[i] = noise.perturbed(StrictMath.log(probability), tokens[i]);
    }
    chances(perturbed, Math.max(rest, 1e-9), noise);
    Reliability reliability = belief.reliability();
    for (int i = 0; i < tokens.length; i++) {
      all.judge(i, perturbed[i], reliability.of(perturbed[i]));
    }
    return all.best(most);
  }

  /** Turns scores into the chance of each token to be the one that is chosen. */
  private static void chances(double[] scores, double rest, NodeNoise noise) {
    if (!noise.matters()) {
      Arrays.setAll(scores, i -> StrictMath.exp(scores[i]));
      return;
    }
    double unnamed = StrictMath.log(rest) / noise.temperature();
    double top = Math.max(unnamed, Arrays.stream(scores).max().orElse(unnamed));
    double sum = MEDIAN_NOISE * StrictMath.exp(unnamed - top);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = StrictMath.exp(scores[i] - top);
      sum += scores[i];
    }
    double all = sum;
    Arrays.setAll(scores, i -> scores[i] / all);
  }

  private static int[] candidates(NodeLaws laws) {
    int[] all = new int[16];
    int size = 0;
    for (ExpertKind kind : ExpertKind.values()) {
      for (int token : laws.of(kind).candidates()) {
        if (!contains(all, size, token)) {
          if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
          }
          all[size++] = token;
        }
      }
    }
    return Arrays.copyOf(all, size);
  }

  private static boolean contains(int[] tokens, int size, int token) {
    for (int i = 0; i < size; i++) {
      if (tokens[i] == token) {
        return true;
      }
    }
    return false;
  }
}
