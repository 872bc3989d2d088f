package io.vsd.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.draft.DraftRows;
import io.vsd.engine.draft.Ranking;
import io.vsd.engine.tokentree.Candidates;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A tree's rows in the cache's tensor; the deepest level's outputs stay native for the next. */
final class TorchDraftRows implements DraftRows {

  private final TorchDraftCache cache;
  private final PtNDManager manager;
  private final List<BitSet> ancestors = new ArrayList<>();
  private TorchDraftNetwork.Rows deepest;
  private int firstOfDeepest = -1;
  private int depth;

  TorchDraftRows(TorchDraftCache cache, TorchDraftNetwork.Rows root) {
    this.cache = cache;
    this.manager = cache.network().newManager();
    this.deepest = root;
  }

  @Override
  public void expand(int[] tokens, int[] parentRows) {
    int rows = tokens.length;
    int before = ancestors.size();
    cache.ensureCapacity(cache.committed() + before + rows);
    for (int i = 0; i < rows; i++) {
      BitSet line = depth == 0 ? new BitSet() : copy(ancestors.get(firstOfDeepest + parentRows[i]));
      line.set(before + i);
      ancestors.add(line);
    }
    cache.staging().reset();
    try (PtNDManager scope = cache.network().newManager()) {
      // The first row of the tree sits right behind the last committed one.
      int position = cache.committed() + depth;
      deepest =
          cache
              .network()
              .rows(
                  manager,
                  "expand",
                  IValue.from(cache.cache()),
                  IValue.from(cache.embeddings(scope, tokens, 0, rows)),
                  IValue.from(deepest.hidden()),
                  IValue.from(indices(scope, parentRows)),
                  IValue.from(mask(scope, before, rows)),
                  IValue.from((long) position),
                  IValue.from((long) cache.committed() + before));
    }
    firstOfDeepest = before;
    depth++;
  }

  private static BitSet copy(BitSet bits) {
    return (BitSet) bits.clone();
  }

  private PtNDArray indices(PtNDManager scope, int[] values) {
    ByteBuffer bytes = cache.staging().take(8 * values.length);
    for (int v : values) {
      bytes.putLong(v);
    }
    return scope.create(bytes.flip(), new Shape(values.length), DataType.INT64);
  }

  private PtNDArray mask(PtNDManager scope, int before, int rows) {
    int columns = before + rows;
    ByteBuffer bytes = cache.staging().take(4 * rows * columns);
    for (int i = 0; i < rows; i++) {
      BitSet line = ancestors.get(before + i);
      for (int j = 0; j < columns; j++) {
        bytes.putFloat(line.get(j) ? 0 : Float.NEGATIVE_INFINITY);
      }
    }
    return scope.create(bytes.flip(), new Shape(rows, columns), DataType.FLOAT32);
  }

  @Override
  public Candidates[] rank(Ranking ranking, int k) {
    int[] draftTokens = cache.network().draftTokens();
    int kept = Math.min(k, draftTokens.length);
    cache.staging().reset();
    float[] flat;
    try (PtNDManager scope = cache.network().newManager()) {
      flat =
          cache
              .network()
              .tensor(
                  scope,
                  "rank",
                  IValue.from(deepest.logits()),
                  IValue.from(uniforms(scope, ranking.uniforms())),
                  IValue.from(ranking.temperature()),
                  IValue.from((long) kept))
              .toFloatArray();
    }
    int rows = flat.length / (3 * kept);
    Candidates[] candidates = new Candidates[rows];
    for (int r = 0; r < rows; r++) {
      int[] ids = new int[kept];
      float[] scores = new float[kept];
      float[] logProbs = new float[kept];
      for (int i = 0; i < kept; i++) {
        ids[i] = draftTokens[(int) flat[r * kept + i]];
        scores[i] = flat[(rows + r) * kept + i];
        logProbs[i] = flat[(2 * rows + r) * kept + i];
      }
      candidates[r] = new Candidates(ids, scores, logProbs);
    }
    return candidates;
  }

  private PtNDArray uniforms(PtNDManager scope, double[] values) {
    ByteBuffer bytes = cache.staging().take(8 * values.length);
    for (double v : values) {
      bytes.putDouble(v);
    }
    return scope.create(bytes.flip(), new Shape(values.length), DataType.FLOAT64);
  }

  @Override
  public float[] logits() {
    return deepest.logits().toFloatArray();
  }

  @Override
  public void close() {
    manager.close();
  }
}
