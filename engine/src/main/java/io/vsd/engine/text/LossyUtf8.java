package io.vsd.engine.text;

/**
 * UTF-8 bytes to characters as they come. What is no UTF-8 becomes U+FFFD, one for each longest
 * beginning of a character (Unicode 15, section 3.9, "substitution of maximal subparts"), as Rust's
 * {@code from_utf8_lossy} does; Java's own decoder cuts truncated characters otherwise. The state
 * machine is the UTF-8 decoder of the WHATWG Encoding Standard.
 */
final class LossyUtf8 {
  private static final int REPLACEMENT = 0xFFFD;

  private int codePoint;
  private int needed;
  private int lower;
  private int upper;

  /** Takes a byte and writes the characters that it completes. */
  void next(byte value, StringBuilder out) {
    int b = value & 0xFF;
    if (needed > 0 && (b < lower || b > upper)) {
      end(out);
    }
    if (needed == 0) {
      lead(b, out);
      return;
    }
    codePoint = codePoint << 6 | (b & 0x3F);
    lower = 0x80;
    upper = 0xBF;
    if (--needed == 0) {
      out.appendCodePoint(codePoint);
    }
  }

  private void lead(int b, StringBuilder out) {
    if (b < 0x80) {
      out.append((char) b);
    } else if (b < 0xC2 || b > 0xF4) {
      out.appendCodePoint(REPLACEMENT);
    } else {
      needed = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
      codePoint = b & (0x3F >> needed);
      lower = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
      upper = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    }
  }

  /** Nothing follows: a character that has only begun becomes U+FFFD. */
  void end(StringBuilder out) {
    if (needed > 0) {
      needed = 0;
      out.appendCodePoint(REPLACEMENT);
    }
  }
}
