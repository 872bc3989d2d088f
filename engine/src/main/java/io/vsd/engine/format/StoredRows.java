package io.vsd.engine.format;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Rows of one tensor as they are stored: whole blocks, one after the other. They are decoded in
 * slices that fit the processor's cache, so that no tensor lies on the heap as a whole.
 *
 * @param stored all rows
 * @param blockElements elements that a block holds; a row is whole blocks
 * @param blockBytes bytes of a block
 * @param width elements of a row
 */
record StoredRows(Extent stored, int blockElements, int blockBytes, long width) {
  private static final int SLICE_ELEMENTS = 1 << 14;

  /** Decodes whole blocks, as many as fill {@code out}. */
  @FunctionalInterface
  interface Decoder {
    void decode(byte[] in, float[] out);
  }

  /** Decodes rows {@code [from, to)} to the buffer's position on. */
  void decode(long from, long to, FloatBuffer out, Decoder decoder) {
    long blocksOfRow = width / blockElements;
    long all = stored.length() / blockBytes;
    long first = from * blocksOfRow;
    long end = to * blocksOfRow;
    Objects.checkFromToIndex(first, end, all);
    int most = Math.max(1, SLICE_ELEMENTS / blockElements);
    float[] slice = new float[0];
    byte[] in = new byte[0];
    for (long block = first; block < end; block += most) {
      int blocks = (int) Math.min(most, end - block);
      if (slice.length != blocks * blockElements) {
        slice = new float[blocks * blockElements];
        in = new byte[blocks * blockBytes];
      }
      stored.copy(block * blockBytes, in);
      decoder.decode(in, slice);
      out.put(slice);
    }
  }
}
