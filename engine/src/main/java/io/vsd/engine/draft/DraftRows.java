package io.vsd.engine.draft;

import io.vsd.engine.tokentree.Candidates;

/**
 * The rows of one tree while it grows: each depth is one forward whose keys and values land behind
 * the committed rows, and every row sees the committed ones, its ancestors and itself. At first the
 * deepest level is the last committed row. Closed before its cache is extended.
 */
public interface DraftRows extends AutoCloseable {

  /**
   * Runs the next depth.
   *
   * @param tokens target ids of its rows
   * @param parentRows index of each row's parent within the depth above; 0 for the first depth,
   *     whose parent is the last committed token
   */
  void expand(int[] tokens, int[] parentRows);

  /**
   * The best children of each row of the deepest level.
   *
   * @param ranking how candidates are ranked at the children's position
   * @param k children a row; fewer where the draft has fewer tokens
   * @return for each row its children's target ids, scores and log q, best first
   */
  Candidates[] rank(Ranking ranking, int k);

  /**
   * Logits of the deepest level, fp32 [rows, draft vocab]; not to be changed, and those of the last
   * committed row are gone once more is committed.
   */
  float[] logits();

  @Override
  void close();
}
