package io.vsd.engine.objective;

/**
 * All that is known about one context when its weights are computed. Depth index t = 0 is the first
 * token below the context; since a path is cut at its first rejection, every prediction that gets a
 * weight has a prefix of the recorded continuation as its own context.
 *
 * @param continuation y, [depth]: the tokens that the target chose
 * @param draftLogProbs log q_old(y_t | y_<t), [depth], of the draft that drew the paths
 * @param targetLogProbs log p(y_t | y_<t), [depth]
 * @param laws the target's law at each depth, [depth]
 * @param acceptanceRates â, [depth]: running share of draws accepted at this depth
 * @param paths the draws
 * @param draftVocabulary size of the draft's vocabulary
 */
public record PathContext(
    int[] continuation,
    double[] draftLogProbs,
    double[] targetLogProbs,
    TargetLaw[] laws,
    double[] acceptanceRates,
    DrawnPaths paths,
    int draftVocabulary) {
  public PathContext {
    int depth = continuation.length;
    if (draftLogProbs.length != depth
        || targetLogProbs.length != depth
        || laws.length != depth
        || acceptanceRates.length != depth) {
      throw new IllegalArgumentException("arrays of a context differ in depth from " + depth);
    }
    for (int tau : paths.accepted()) {
      if (tau < 0 || tau > depth) {
        throw new IllegalArgumentException("%d accepted of depth %d".formatted(tau, depth));
      }
    }
  }

  public int depth() {
    return continuation.length;
  }
}
