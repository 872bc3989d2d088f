package io.vsd.engine.cpu;

import io.vsd.engine.model.RotaryTable;
import io.vsd.engine.weights.ModelConfig;
import java.util.List;

/**
 * The target's network over the rows of several sequences at once: embedding, decoder layers, norm
 * and head. What it computes in is used again by the next forward. One forward at a time.
 */
final class Decoder {
  private static final int SERIAL_ROWS = 4;

  private final ModelConfig config;
  private final DecoderWeights weights;
  private final int[] featureLayers;
  private final Team team;
  private final Attention attention;
  private final RotaryTable rotary;
  private float[] x = new float[0];
  private float[] normed = new float[0];
  private float[] qkv = new float[0];
  private float[] attended = new float[0];
  private float[] gateUp = new float[0];
  private float[] inner = new float[0];
  private float[] features = new float[0];

  /** A network whose weights are packed. */
  Decoder(ModelConfig config, DecoderWeights weights, int[] featureLayers, Team team) {
    this.config = config;
    this.weights = weights;
    this.featureLayers = featureLayers.clone();
    this.team = team;
    this.attention = new Attention(team, layout(config), config.numHeads(), qkvWidth());
    this.rotary = RotaryTable.of(config);
  }

  /** How a target's keys and values lie. */
  static KvLayout layout(ModelConfig config) {
    return new KvLayout(config.numLayers(), config.numKvHeads(), config.headDim());
  }

  /**
   * Rows to compute.
   *
   * @param trees the rows of each sequence, one after the other
   * @param tokens of all rows
   */
  record Batch(List<RowTree> trees, int[] tokens) {
    int rows() {
      return tokens.length;
    }
  }

  /**
   * Computes all rows up to the last layer; their keys and values are in hand in their caches.
   * Afterwards {@link #logits} and {@link #features} tell of them.
   */
  void forward(Batch batch) {
    int rows = batch.rows();
    makeRoom(rows);
    int hidden = config.hiddenSize();
    for (int row = 0; row < rows; row++) {
      weights.embedding().row(batch.tokens()[row], x, row * hidden);
    }
    Attention.Plan plan = attention.new Plan(batch.trees());
    batch.trees().forEach(tree -> tree.cache().beginRows(tree.rows()));
    for (int n = 0; n < weights.layers().size(); n++) {
      keepFeatures(n, rows);
      DecoderLayer layer = weights.layers().get(n);
      norm(layer.inputNorm(), rows);
      layer.queryKeyValue().apply(team, normed, rows, qkv);
      placeKeys(n, layer, batch.trees());
      plan.run(n, qkv, attended);
      layer.output().apply(team, attended, rows, normed);
      Rows.add(x, normed, rows * hidden);
      norm(layer.postNorm(), rows);
      layer.gateUp().apply(team, normed, rows, gateUp);
      gate(rows);
      layer.down().apply(team, inner, rows, normed);
      Rows.add(x, normed, rows * hidden);
    }
  }

  /**
   * Logits of some rows of the last forward.
   *
   * @param rows numbers of the rows
   * @param out {@code [rows, vocab]}, written
   */
  void logits(int[] rows, float[] out) {
    int hidden = config.hiddenSize();
    for (int i = 0; i < rows.length; i++) {
      Rows.rmsNorm(x, rows[i] * hidden, weights.norm(), normed, i * hidden);
    }
    weights.head().apply(team, normed, rows.length, out);
  }

  /** Rounds the features of rows [from, to) of the last forward to fp16 little-endian. */
  byte[] features(int from, int to) {
    int width = featureLayers.length * config.hiddenSize();
    byte[] bytes = new byte[(to - from) * width * Short.BYTES];
    for (int i = 0; i < (to - from) * width; i++) {
      short half = Float.floatToFloat16(features[from * width + i]);
      bytes[2 * i] = (byte) half;
      bytes[2 * i + 1] = (byte) (half >> 8);
    }
    return bytes;
  }

  private void makeRoom(int rows) {
    int hidden = config.hiddenSize();
    x = Team.atLeast(x, rows * hidden);
    normed = Team.atLeast(normed, rows * hidden);
    qkv = Team.atLeast(qkv, rows * qkvWidth());
    attended = Team.atLeast(attended, rows * config.numHeads() * config.headDim());
    gateUp = Team.atLeast(gateUp, rows * 2 * config.intermediateSize());
    inner = Team.atLeast(inner, rows * config.intermediateSize());
    features = Team.atLeast(features, rows * featureLayers.length * hidden);
  }

  private int qkvWidth() {
    return (config.numHeads() + 2 * config.numKvHeads()) * config.headDim();
  }

  private void keepFeatures(int layer, int rows) {
    int hidden = config.hiddenSize();
    for (int f = 0; f < featureLayers.length; f++) {
      if (featureLayers[f] == layer) {
        for (int row = 0; row < rows; row++) {
          int to = (row * featureLayers.length + f) * hidden;
          System.arraycopy(x, row * hidden, features, to, hidden);
        }
      }
    }
  }

  /** Runs something for each row, on all threads where there are many. */
  private void eachRow(int rows, Workers.Chunk body) {
    if (rows <= SERIAL_ROWS) {
      for (int row = 0; row < rows; row++) {
        body.run(row, 0);
      }
    } else {
      team.workers().run(rows, body);
    }
  }

  private void norm(Rows.Norm norm, int rows) {
    int hidden = config.hiddenSize();
    eachRow(rows, (row, worker) -> Rows.rmsNorm(x, row * hidden, norm, normed, row * hidden));
  }

  private void gate(int rows) {
    int width = config.intermediateSize();
    eachRow(
        rows,
        (row, worker) -> Kernels.ROWS.gate(gateUp, row * 2 * width, width, inner, row * width));
  }

  /** Norms and turns queries and keys, and puts keys and values into the caches. */
  private void placeKeys(int n, DecoderLayer layer, List<RowTree> trees) {
    for (RowTree tree : trees) {
      RotaryTable.Rows table = rotary.upTo(tree.lastPosition() + 1);
      Rows.Angles angles = new Rows.Angles(rotary.half(), table.cos(), table.sin());
      eachRow(tree.rows(), (row, worker) -> placeKeys(n, layer, tree, new Turn(row, angles)));
    }
  }

  private record Turn(int row, Rows.Angles angles) {}

  private void placeKeys(int n, DecoderLayer layer, RowTree tree, Turn turn) {
    int headDim = config.headDim();
    int queries = config.numHeads();
    int keys = config.numKvHeads();
    int from = (tree.firstRow() + turn.row()) * qkvWidth();
    for (int head = 0; head < queries + keys; head++) {
      int at = from + head * headDim;
      Rows.Norm norm = head < queries ? layer.queryNorm() : layer.keyNorm();
      if (norm != null) {
        Rows.rmsNorm(qkv, at, norm, qkv, at);
      }
      Rows.rotate(qkv, at, turn.angles(), tree.positions()[turn.row()]);
    }
    int keysFrom = from + queries * headDim;
    tree.cache().write(n, turn.row(), qkv, keysFrom, keysFrom + keys * headDim);
  }
}
