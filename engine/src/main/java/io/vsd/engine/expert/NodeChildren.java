package io.vsd.engine.expert;

import io.vsd.engine.tokentree.Candidates;
import java.util.stream.IntStream;

/** Possible children of a node under the mixture, with the expert that each owes most to. */
public final class NodeChildren {
  private final int[] tokens;
  private final float[] logProbs;
  private final double[] chances;
  private final float[] scores;
  private final ExpertKind[] origins;

  NodeChildren(int size) {
    this.tokens = new int[size];
    this.logProbs = new float[size];
    this.chances = new double[size];
    this.scores = new float[size];
    this.origins = new ExpertKind[size];
  }

  /** Sets a child's probability, which it returns, and its origin. */
  double blend(int child, int token, NodeLaws laws, double[] shares) {
    double probability = 0;
    double most = -1;
    for (ExpertKind kind : ExpertKind.values()) {
      double part = shares[kind.index()] * laws.of(kind).probability(token);
      probability += part;
      if (part > most) {
        most = part;
        origins[child] = kind;
      }
    }
    // A network may give a token of another expert no more than fp32 can tell from nothing.
    probability = Math.max(probability, Float.MIN_NORMAL);
    tokens[child] = token;
    logProbs[child] = (float) Math.min(0, StrictMath.log(probability));
    return probability;
  }

  void judge(int child, double chance, double accepted) {
    chances[child] = chance;
    scores[child] = (float) Math.min(0, StrictMath.log(accepted));
  }

  /** The best, by the chance that the law gives them, then by token. */
  NodeChildren best(int most) {
    int[] order =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(
                (a, b) -> {
                  int byChance = Double.compare(chances[b], chances[a]);
                  return byChance != 0 ? byChance : Integer.compare(tokens[a], tokens[b]);
                })
            .limit(most)
            .mapToInt(Integer::intValue)
            .toArray();
    NodeChildren best = new NodeChildren(order.length);
    for (int i = 0; i < order.length; i++) {
      best.tokens[i] = tokens[order[i]];
      best.logProbs[i] = logProbs[order[i]];
      best.chances[i] = chances[order[i]];
      best.scores[i] = scores[order[i]];
      best.origins[i] = origins[order[i]];
    }
    return best;
  }

  /** As candidates: they score by the log of the probability that they are accepted. */
  public Candidates candidates() {
    return new Candidates(tokens, scores, logProbs);
  }

  /** The expert to which a child owes most. */
  public ExpertKind origin(int child) {
    return origins[child];
  }

  /** What the law gives a child before it is known how far the law is to be believed. */
  public double chance(int child) {
    return chances[child];
  }

  /** Number of children. */
  public int size() {
    return tokens.length;
  }
}
