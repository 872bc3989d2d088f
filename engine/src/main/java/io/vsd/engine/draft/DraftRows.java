package io.vsd.engine.draft;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.tokentree.Candidates;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The rows of one tree while it grows: each depth is one forward whose keys and values land behind
 * the committed rows, and every row sees the committed ones, its ancestors and itself.
 */
final class DraftRows implements AutoCloseable {

  private final DraftSession session;
  private final PtNDManager manager;
  private final List<BitSet> ancestors = new ArrayList<>();
  private DraftProgram.Rows deepest;
  private int firstOfDeepest = -1;
  private int depth;

  DraftRows(DraftSession session, DraftProgram.Rows root) {
    this.session = session;
    this.manager = session.model().program().newManager();
    this.deepest = root;
  }

  /**
   * Runs the next depth.
   *
   * @param tokens target ids of its rows
   * @param parentRows index of each row's parent within the depth above; 0 for the first depth,
   *     whose parent is the last committed token
   */
  void expand(int[] tokens, int[] parentRows) {
    int rows = tokens.length;
    int before = ancestors.size();
    session.ensureCapacity(session.committed() + before + rows);
    for (int i = 0; i < rows; i++) {
      BitSet line = depth == 0 ? new BitSet() : copy(ancestors.get(firstOfDeepest + parentRows[i]));
      line.set(before + i);
      ancestors.add(line);
    }
    session.staging().reset();
    try (PtNDManager scope = session.model().program().newManager()) {
      // The first row of the tree sits right behind the last committed one.
      int position = session.committed() + depth;
      deepest =
          session
              .model()
              .program()
              .rows(
                  manager,
                  "expand",
                  IValue.from(session.cache()),
                  IValue.from(session.embeddings(scope, tokens, 0, rows)),
                  IValue.from(deepest.hidden()),
                  IValue.from(indices(scope, parentRows)),
                  IValue.from(mask(scope, before, rows)),
                  IValue.from((long) position),
                  IValue.from((long) session.committed() + before));
    }
    firstOfDeepest = before;
    depth++;
  }

  private static BitSet copy(BitSet bits) {
    return (BitSet) bits.clone();
  }

  private PtNDArray indices(PtNDManager scope, int[] values) {
    ByteBuffer bytes = session.staging().take(8 * values.length);
    for (int v : values) {
      bytes.putLong(v);
    }
    return scope.create(bytes.flip(), new Shape(values.length), DataType.INT64);
  }

  private PtNDArray mask(PtNDManager scope, int before, int rows) {
    int columns = before + rows;
    ByteBuffer bytes = session.staging().take(4 * rows * columns);
    for (int i = 0; i < rows; i++) {
      BitSet line = ancestors.get(before + i);
      for (int j = 0; j < columns; j++) {
        bytes.putFloat(line.get(j) ? 0 : Float.NEGATIVE_INFINITY);
      }
    }
    return scope.create(bytes.flip(), new Shape(rows, columns), DataType.FLOAT32);
  }

  /**
   * The best children of each row of the deepest level, or of the last committed token at first.
   *
   * @param ranking how candidates are ranked at the children's position
   * @param k children a row
   */
  Candidates[] rank(Ranking ranking, int k) {
    int[] draftTokens = session.model().draftTokens();
    int kept = Math.min(k, draftTokens.length);
    session.staging().reset();
    float[] flat;
    try (PtNDManager scope = session.model().program().newManager()) {
      flat =
          session
              .model()
              .program()
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
    ByteBuffer bytes = session.staging().take(8 * values.length);
    for (double v : values) {
      bytes.putDouble(v);
    }
    return scope.create(bytes.flip(), new Shape(values.length), DataType.FLOAT64);
  }

  /** Un-normed outputs and logits of the deepest level, for tests. */
  DraftProgram.Rows deepest() {
    return deepest;
  }

  @Override
  public void close() {
    manager.close();
  }
}
