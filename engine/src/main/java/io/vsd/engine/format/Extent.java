package io.vsd.engine.format;

import java.util.Arrays;

/**
 * A part of a mapped file, read by copying only, see {@link MappedFile#copy}.
 *
 * @param file that is mapped
 * @param offset of the part
 * @param length bytes of the part
 */
record Extent(MappedFile file, long offset, long length) {
  private static final int SLICE = 1 << 16;

  /**
   * Fills an array from here on.
   *
   * @throws MalformedWeightsException if the file has been cut short since it was opened
   */
  void copy(long from, byte[] to) {
    file.copy(offset + from, to);
  }

  /** All bytes. */
  byte[] bytes() {
    byte[] all = new byte[Math.toIntExact(length)];
    copy(0, all);
    return all;
  }

  /** Whether another part holds the same bytes. */
  boolean sameAs(Extent other) {
    if (length != other.length) {
      return false;
    }
    byte[] here = new byte[0];
    byte[] there = new byte[0];
    for (long at = 0; at < length; at += here.length) {
      int bytes = (int) Math.min(SLICE, length - at);
      if (here.length != bytes) {
        here = new byte[bytes];
        there = new byte[bytes];
      }
      copy(at, here);
      other.copy(at, there);
      if (!Arrays.equals(here, there)) {
        return false;
      }
    }
    return true;
  }
}
