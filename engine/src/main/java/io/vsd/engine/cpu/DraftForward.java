package io.vsd.engine.cpu;

import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.model.RotaryTable;
import io.vsd.engine.weights.RotaryFrequencies;
import java.util.List;

/**
 * The draft's network: a row joins the embedding of a token with the feature of the one before, and
 * one decoder layer and the head follow. Rows that are only committed need keys and values alone.
 * What it computes in is used again. One caller at a time.
 */
final class DraftForward {
  private final DraftConfig config;
  private final DraftWeights weights;
  private final Team team;
  private final Attention attention;
  private final RotaryTable rotary;
  private final int hidden;
  private float[] joined = new float[0];
  private float[] residual = new float[0];
  private float[] normed = new float[0];
  private float[] queries = new float[0];
  private float[] keysValues = new float[0];
  private float[] attended = new float[0];
  private float[] gateUp = new float[0];
  private float[] inner = new float[0];

  DraftForward(DraftConfig config, DraftWeights weights, Team team) {
    this.config = config;
    this.weights = weights;
    this.team = team;
    this.hidden = config.hiddenSize();
    KvLayout layout = new KvLayout(1, config.numKvHeads(), config.headDim());
    this.attention = new Attention(team, layout, config.numHeads(), config.queryWidth());
    this.rotary =
        new RotaryTable(
            RotaryFrequencies.of(config.headDim(), config.ropeTheta(), config.ropeScaling()));
  }

  /** Fuses the target's features, {@code [rows, 3H]}, to a row's, {@code [rows, H]}. */
  void fuse(float[] features, int rows, float[] fused) {
    weights.fc().apply(team, features, rows, fused);
  }

  /**
   * Takes rows in: their keys and values go to the cache's hand.
   *
   * @param embeddings {@code [rows, H]}
   * @param features {@code [rows, H]}, fused or of the depth above
   * @param firstInHand number of the first row in the cache's hand
   * @param positions of the rows
   */
  void takeIn(
      KvCache cache, float[] embeddings, float[] features, int firstInHand, int[] positions) {
    int rows = positions.length;
    makeRoom(rows);
    DraftWeights.Norms norms = weights.norms();
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      Rows.rmsNorm(embeddings, at, norms.input(), joined, 2 * at);
      Rows.rmsNorm(features, at, norms.hidden(), joined, 2 * at + hidden);
      boolean normedResidual = config.normBeforeResidual();
      System.arraycopy(
          normedResidual ? joined : features,
          normedResidual ? 2 * at + hidden : at,
          residual,
          at,
          hidden);
    }
    weights.keyValue().apply(team, joined, rows, keysValues);
    Rows.Angles angles = angles(positions);
    int keyWidth = config.keyWidth();
    for (int row = 0; row < rows; row++) {
      int from = row * 2 * keyWidth;
      for (int head = 0; head < config.numKvHeads(); head++) {
        Rows.rotate(keysValues, from + head * config.headDim(), angles, positions[row]);
      }
      cache.write(0, firstInHand + row, keysValues, from, from + keyWidth);
    }
  }

  private Rows.Angles angles(int[] positions) {
    int last = 0;
    for (int position : positions) {
      last = Math.max(last, position);
    }
    RotaryTable.Rows table = rotary.upTo(last + 1);
    return new Rows.Angles(rotary.half(), table.cos(), table.sin());
  }

  /**
   * Computes rows that were taken in last to the end.
   *
   * @param tree their places in the text; its first row is theirs among those taken in
   * @param out un-normed outputs {@code [rows, H]}, written
   * @param logits {@code [rows, draft vocab]}, written
   */
  void finish(RowTree tree, float[] out, float[] logits) {
    int rows = tree.rows();
    int first = tree.firstRow();
    System.arraycopy(joined, first * 2 * hidden, joined, 0, rows * 2 * hidden);
    weights.query().apply(team, joined, rows, queries);
    Rows.Angles angles = angles(tree.positions());
    for (int row = 0; row < rows; row++) {
      for (int head = 0; head < config.numHeads(); head++) {
        int at = row * config.queryWidth() + head * config.headDim();
        Rows.rotate(queries, at, angles, tree.positions()[row]);
      }
    }
    attention.new Plan(List.of(tree.from(0))).run(0, queries, attended);
    weights.output().apply(team, attended, rows, normed);
    for (int i = 0; i < rows * hidden; i++) {
      out[i] = residual[first * hidden + i] + normed[i];
    }
    norm(weights.norms().postAttention(), out, rows);
    weights.gateUp().apply(team, normed, rows, gateUp);
    int width = config.intermediateSize();
    for (int row = 0; row < rows; row++) {
      Kernels.ROWS.gate(gateUp, row * 2 * width, width, inner, row * width);
    }
    weights.down().apply(team, inner, rows, normed);
    Rows.add(out, normed, rows * hidden);
    norm(weights.norms().last(), out, rows);
    weights.head().apply(team, normed, rows, logits);
  }

  private void norm(Rows.Norm norm, float[] x, int rows) {
    for (int row = 0; row < rows; row++) {
      Rows.rmsNorm(x, row * hidden, norm, normed, row * hidden);
    }
  }

  private void makeRoom(int rows) {
    joined = Team.atLeast(joined, rows * 2 * hidden);
    residual = Team.atLeast(residual, rows * hidden);
    normed = Team.atLeast(normed, rows * hidden);
    queries = Team.atLeast(queries, rows * config.queryWidth());
    keysValues = Team.atLeast(keysValues, rows * 2 * config.keyWidth());
    attended = Team.atLeast(attended, rows * config.queryWidth());
    gateUp = Team.atLeast(gateUp, rows * 2 * config.intermediateSize());
    inner = Team.atLeast(inner, rows * config.intermediateSize());
  }
}
