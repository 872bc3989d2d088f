package io.vsd.draft.drafting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A session's committed tokens, kept so that another draft generation can begin where this one is,
 * and the target's features of them as long as they come without a gap and fit a bound. Row i holds
 * the feature of token i and the token after it. Thread-safe: the request's thread adds, the device
 * thread reads.
 */
final class TextHistory {

  private static final byte[] NONE = new byte[0];

  private final long maxBytes;
  private final List<int[]> tokens = new ArrayList<>();
  private final List<byte[]> features = new ArrayList<>();
  private long rows;
  private long bytes;
  private int rowBytes;
  private boolean broken;

  /**
   * Consecutive rows.
   *
   * @param nextTokens the token that follows each row's token
   * @param features little-endian fp16 [rows, 3 * width]; empty where they are not known
   */
  record Rows(int[] nextTokens, byte[] features) {}

  TextHistory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds rows from a position on; rows that are known already are left as they are. */
  synchronized void add(long firstRow, int[] nextTokens, byte[] block) {
    var known = rows - firstRow;
    if (known < 0) {
      throw new IllegalArgumentException(
          "rows from %d on where %d are known".formatted(firstRow, rows));
    }
    if (known >= nextTokens.length) {
      return;
    }
    var skip = (int) known;
    keepFeatures(skip, nextTokens.length, block);
    tokens.add(Arrays.copyOfRange(nextTokens, skip, nextTokens.length));
    rows += nextTokens.length - skip;
  }

  private void keepFeatures(int skip, int count, byte[] block) {
    var width = block.length / count;
    if (broken
        || width == 0
        || block.length % count != 0
        || (rowBytes != 0 && width != rowBytes)
        || bytes + block.length > maxBytes) {
      broken = true;
      features.clear();
      bytes = 0;
      return;
    }
    rowBytes = width;
    features.add(Arrays.copyOfRange(block, skip * width, block.length));
    bytes += block.length - (long) skip * width;
  }

  /** Rows held from the first token on. */
  synchronized long rows() {
    return rows;
  }

  /** Whether features were missing, malformed or too many. */
  synchronized boolean broken() {
    return broken;
  }

  /** All rows from one on. */
  synchronized Rows from(int firstRow) {
    var count = (int) rows - firstRow;
    var nextTokens = new int[count];
    var block = broken ? NONE : new byte[count * rowBytes];
    var end = (int) rows;
    for (int i = tokens.size() - 1; i >= 0 && end > firstRow; i--) {
      var start = end - tokens.get(i).length;
      var from = Math.max(start, firstRow);
      System.arraycopy(tokens.get(i), from - start, nextTokens, from - firstRow, end - from);
      if (!broken) {
        System.arraycopy(
            features.get(i),
            (from - start) * rowBytes,
            block,
            (from - firstRow) * rowBytes,
            (end - from) * rowBytes);
      }
      end = start;
    }
    return new Rows(nextTokens, block);
  }
}
