package io.vsd.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens that are one byte each, written {@code <0xE4>}. A run of them is text if the whole run is
 * UTF-8; if not, every byte of it becomes U+FFFD. So a run is held back until another token ends
 * it: before that nothing of it is certain.
 */
final class ByteFallbackStage implements PieceStage {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f+][0-9A-Fa-f])>");

  private final ByteArrayOutputStream run = new ByteArrayOutputStream();

  @Override
  public void piece(String piece, Consumer<String> out) {
    Matcher matcher = BYTE.matcher(piece);
    if (matcher.matches()) {
      run.write(Integer.parseInt(matcher.group(1), 16));
      return;
    }
    end(out);
    out.accept(piece);
  }

  @Override
  public void end(Consumer<String> out) {
    if (run.size() == 0) {
      return;
    }
    byte[] bytes = run.toByteArray();
    run.reset();
    try {
      out.accept(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      for (int i = 0; i < bytes.length; i++) {
        out.accept("\uFFFD");
      }
    }
  }
}
