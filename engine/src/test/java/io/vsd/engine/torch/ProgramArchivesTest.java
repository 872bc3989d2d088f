package io.vsd.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The committed archives are the ones made from the committed sources: their own and layers.py. */
class ProgramArchivesTest {

  @ParameterizedTest
  @CsvSource({
    "torch/decoder.pt, decoder.py",
    "torch/draft.pt, draft.py",
    "torch/draft-training.pt, draft_training.py",
    "torch/teacher-forcing.pt, teacher_forcing.py"
  })
  void anArchiveWasMadeFromTheSourceBesideIt(String archive, String source)
      throws IOException, NoSuchAlgorithmException {
    Path sources = Path.of("src/main/torchscript");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(sources.resolve(source)));
    String hash =
        HexFormat.of().formatHex(digest.digest(Files.readAllBytes(sources.resolve("layers.py"))));
    assertThat(resource(archive + ".source.sha256"))
        .as("run engine/src/main/torchscript/build.py after changing %s", source)
        .asString(StandardCharsets.UTF_8)
        .isEqualToIgnoringNewLines(hash);
    assertThat(resource(archive)).as("code, no weights").hasSizeLessThan(64 * 1024);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ProgramArchivesTest.class.getResourceAsStream("/io/vsd/engine/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
