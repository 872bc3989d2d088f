package io.vsd.engine.text;

import java.util.Arrays;

/**
 * GPT-2's way of writing bytes as visible characters: printable Latin-1 stands for itself, every
 * other byte is written as the next character from U+0100 on.
 */
public final class ByteAlphabet {
  private static final int CHARS = 256 + 68;

  private ByteAlphabet() {}

  /** The character that a byte (0..255) is written as. */
  public static char[] charOfByte() {
    char[] chars = new char[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      chars[b] = printable ? (char) b : (char) next++;
    }
    return chars;
  }

  /** The byte that a character stands for, or -1. */
  static int[] byteOfChar() {
    int[] bytes = new int[CHARS];
    Arrays.fill(bytes, -1);
    char[] chars = charOfByte();
    for (int b = 0; b < 256; b++) {
      bytes[chars[b]] = b;
    }
    return bytes;
  }
}
