package io.vsd.draft.drafting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Target features of a session's committed tokens, kept so that another draft generation can
 * rebuild its cache. Row i holds the feature of token i and the token after it. Bounded in bytes; a
 * session that outgrows the bound, or misses rows, decodes plainly. Thread-safe: the request's
 * thread adds, the device thread reads.
 */
final class FeatureHistory {

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
   * @param features little-endian fp16 [rows, 3 * width]
   */
  record Rows(int[] nextTokens, byte[] features) {}

  FeatureHistory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds rows from a position on; rows that are known already are left as they are. */
  synchronized void add(long firstRow, int[] nextTokens, byte[] block) {
    if (broken || nextTokens.length == 0) {
      return;
    }
    var width = block.length / nextTokens.length;
    var known = rows - firstRow;
    if (width == 0
        || block.length % nextTokens.length != 0
        || (rowBytes != 0 && width != rowBytes)
        || known < 0
        || bytes + block.length > maxBytes) {
      drop();
      return;
    }
    rowBytes = width;
    if (known >= nextTokens.length) {
      return;
    }
    var skip = (int) known;
    tokens.add(Arrays.copyOfRange(nextTokens, skip, nextTokens.length));
    features.add(Arrays.copyOfRange(block, skip * width, block.length));
    rows += nextTokens.length - skip;
    bytes += block.length - (long) skip * width;
  }

  /** Rows held from the first token on. */
  synchronized long rows() {
    return rows;
  }

  /** Whether rows were missing, malformed or too many. */
  synchronized boolean broken() {
    return broken;
  }

  /** All rows from one on. */
  synchronized Rows from(int firstRow) {
    var count = (int) rows - firstRow;
    var nextTokens = new int[count];
    var block = new byte[count * rowBytes];
    var end = (int) rows;
    for (int i = tokens.size() - 1; i >= 0 && end > firstRow; i--) {
      var start = end - tokens.get(i).length;
      var from = Math.max(start, firstRow);
      System.arraycopy(tokens.get(i), from - start, nextTokens, from - firstRow, end - from);
      System.arraycopy(
          features.get(i),
          (from - start) * rowBytes,
          block,
          (from - firstRow) * rowBytes,
          (end - from) * rowBytes);
      end = start;
    }
    return new Rows(nextTokens, block);
  }

  private void drop() {
    broken = true;
    tokens.clear();
    features.clear();
    rows = 0;
    bytes = 0;
  }
}
