package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The committed archive is the one made from the committed source. */
class DecoderArchiveTest {

  @Test
  void theArchiveWasMadeFromTheSourceBesideIt() throws IOException, NoSuchAlgorithmException {
    byte[] source = Files.readAllBytes(Path.of("src/main/torchscript/decoder.py"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
    assertThat(resource("decoder.pt.source.sha256"))
        .as("run engine/src/main/torchscript/build.py after changing decoder.py")
        .asString(StandardCharsets.UTF_8)
        .isEqualToIgnoringNewLines(hash);
  }

  @Test
  void theArchiveHoldsCodeOnly() throws IOException {
    assertThat(resource("decoder.pt")).hasSizeLessThan(64 * 1024);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TargetModel.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
