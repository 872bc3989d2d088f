package io.vsd.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Byte-level vocabularies: each token is some bytes, and UTF-8 says where characters end. A token
 * that is not written in the byte alphabet throughout stands for its own text.
 */
final class ByteLevelStage implements PieceStage {
  private static final int[] BYTE_OF_CHAR = ByteAlphabet.byteOfChar();

  private final LossyUtf8 utf8 = new LossyUtf8();

  @Override
  public void piece(String piece, Consumer<String> out) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes(piece)) {
      utf8.next(b, text);
    }
    out.accept(text.toString());
  }

  @Override
  public void end(Consumer<String> out) {
    StringBuilder text = new StringBuilder();
    utf8.end(text);
    out.accept(text.toString());
  }

  private static byte[] bytes(String token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(token.length());
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      int b = c < BYTE_OF_CHAR.length ? BYTE_OF_CHAR[c] : -1;
      if (b < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      out.write(b);
    }
    return out.toByteArray();
  }
}
