package io.vsd.engine.model;

import io.vsd.engine.decoding.TokenLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A prefill in chunks: the last chunk's forward with the features of all of them. Chunks end at
 * multiples of 64 positions, wherever the first one begins, so that no chunk reaches over a block
 * of positions.
 */
final class Prefill implements TreeForward {
  private static final int CHUNK = 64;

  private final TreeForward last;
  private final int firstOfLast;
  private final byte[] features;

  private Prefill(TreeForward last, int firstOfLast, byte[] features) {
    this.last = last;
    this.firstOfLast = firstOfLast;
    this.features = features;
  }

  static TreeForward run(TargetModel model, KvSlot slot, int[] tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("no tokens to compute");
    }
    RowRequest.requireKnown(tokens, model.config().vocabSize());
    RowRequest.requireRoom(slot, tokens.length);
    List<byte[]> features = new ArrayList<>();
    int start = 0;
    while (true) {
      int end = Math.min(tokens.length, start + CHUNK - slot.length() % CHUNK);
      int rows = end - start;
      boolean last = end == tokens.length;
      RowRequest chunk =
          RowRequest.chain(slot, Arrays.copyOfRange(tokens, start, end), last ? rows - 1 : rows);
      TreeForward forward = model.forward(List.of(chunk)).getFirst();
      try {
        int[] all = new int[rows];
        Arrays.setAll(all, i -> i);
        slot.commit(all);
        if (last && start == 0) {
          return forward;
        }
        features.add(forward.features(all));
        if (last) {
          return new Prefill(forward, start, joined(features));
        }
      } catch (RuntimeException e) {
        forward.close();
        throw e;
      }
      forward.close();
      start = end;
    }
  }

  private static byte[] joined(List<byte[]> parts) {
    byte[] all = new byte[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Override
  public int rows() {
    return firstOfLast + last.rows();
  }

  @Override
  public float[] logits(int row) {
    return last.logits(rowOfLast(row));
  }

  @Override
  public TokenLaw law(int row) {
    return last.law(rowOfLast(row));
  }

  private int rowOfLast(int row) {
    if (row != rows() - 1) {
      throw new IllegalArgumentException(
          "row " + row + " has no logits; row " + (rows() - 1) + " has");
    }
    return last.rows() - 1;
  }

  @Override
  public byte[] features(int[] rows) {
    return FeatureRows.pick(features, rows(), rows);
  }

  @Override
  public void close() {
    last.close();
  }
}
