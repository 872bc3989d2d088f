package io.vsd.engine.cpu;

import io.vsd.engine.draft.DraftRows;
import io.vsd.engine.draft.Ranking;
import io.vsd.engine.tokentree.Candidates;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** A tree's rows in the hand of its cache, depth by depth. */
final class CpuDraftRows implements DraftRows {
  private final CpuDraftNetwork network;
  private final CpuDraftCache cache;
  private final int hidden;
  private float[] deepest;
  private float[] logits;
  private int[][] ancestors = {new int[0]};
  private int inHand;
  private int depth;

  CpuDraftRows(CpuDraftNetwork network, CpuDraftCache cache, float[] hidden, float[] logits) {
    this.network = network;
    this.cache = cache;
    this.hidden = network.config().hiddenSize();
    this.deepest = hidden;
    this.logits = logits;
  }

  @Override
  public void expand(int[] tokens, int[] parentRows) {
    int rows = tokens.length;
    KvCache keysAndValues = cache.keysAndValues();
    int[] positions = new int[rows];
    int[][] lines = new int[rows][];
    float[] features = new float[rows * hidden];
    for (int i = 0; i < rows; i++) {
      // The first row of the tree sits right behind the last committed one.
      positions[i] = keysAndValues.length() + depth;
      int[] above = ancestors[parentRows[i]];
      lines[i] = Arrays.copyOf(above, above.length + 1);
      lines[i][above.length] = inHand + i;
      System.arraycopy(deepest, parentRows[i] * hidden, features, i * hidden, hidden);
    }
    float[] embeddings = cache.embeddings(tokens);
    float[] out = new float[rows * hidden];
    float[] outLogits = new float[rows * network.draftTokens().length];
    ReentrantLock lock = network.lock();
    lock.lock();
    try {
      keysAndValues.beginRows(inHand + rows);
      network.forward().takeIn(keysAndValues, embeddings, features, inHand, positions);
      RowTree tree = new RowTree(keysAndValues, 0, positions, lines, inHand + rows);
      network.forward().finish(tree, out, outLogits);
    } finally {
      lock.unlock();
    }
    inHand += rows;
    depth++;
    ancestors = lines;
    deepest = out;
    logits = outLogits;
  }

  @Override
  public Candidates[] rank(Ranking ranking, int k) {
    int[] draftTokens = network.draftTokens();
    int vocab = draftTokens.length;
    CandidateRanking ranked = new CandidateRanking(ranking, draftTokens, Math.min(k, vocab));
    Candidates[] candidates = new Candidates[logits.length / vocab];
    for (int row = 0; row < candidates.length; row++) {
      candidates[row] = ranked.of(logits, row * vocab);
    }
    return candidates;
  }

  @Override
  public float[] logits() {
    return logits;
  }

  @Override
  public void close() {
    // The rows in hand are overwritten by what the cache takes in next.
  }
}
