package io.vsd.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Byte-level vocabularies: each token is some bytes, and UTF-8 says where characters end. */
final class ByteLevelStream implements IncrementalDetokenizer.Stream {
  private final TokenTable table;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] held = new byte[0];

  ByteLevelStream(TokenTable table) {
    this.table = table;
  }

  @Override
  public String append(int id) {
    return decode(table.bytes(id), false);
  }

  @Override
  public String finish() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] bytes, boolean end) {
    ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length).put(held).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(2 * in.remaining() + 2);
    utf8.decode(in, out, end);
    if (end) {
      utf8.flush(out);
    }
    held = new byte[in.remaining()];
    in.get(held);
    return out.flip().toString();
  }
}
