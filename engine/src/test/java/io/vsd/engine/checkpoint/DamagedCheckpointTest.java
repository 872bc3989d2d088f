package io.vsd.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.draft.TinyDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were damaged, or are missing: refused before anything is loaded. */
class DamagedCheckpointTest {

  @TempDir private Path tmp = Path.of("");

  private Path sound = Path.of("");

  @BeforeEach
  void writeASoundCheckpoint() throws IOException {
    sound = tmp.resolve("sound");
    TinyDraft.checkpoint(1).write(sound);
  }

  @Test
  void refusesAFileWithOneFlippedBit() throws IOException {
    try (FileChannel file =
        FileChannel.open(sound.resolve("draft.safetensors"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1}), file.size() - 1);
      file.write(ByteBuffer.wrap(new byte[] {0}), file.size() - 1);
    }

    assertThatThrownBy(() -> DraftCheckpoint.read(sound))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("SHA-256 of the weights is");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    try (FileChannel file =
        FileChannel.open(sound.resolve("draft.safetensors"), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 50);
    }

    assertThatThrownBy(() -> DraftCheckpoint.read(sound))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("size of the weights is");

    Files.delete(sound.resolve("manifest.json"));
    assertThatThrownBy(() -> DraftCheckpoint.read(sound))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("t2d");
  }

  @Test
  void refusesADirectoryWithoutWeights() {
    assertThatThrownBy(() -> DraftCheckpoint.read(tmp))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("holds no draft weights");
  }

  @Test
  void refusesAManifestThatIsNoJson() throws IOException {
    Files.writeString(sound.resolve("manifest.json"), "{");

    assertThatThrownBy(() -> DraftCheckpoint.read(sound))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("manifest.json cannot be read");
  }

  @Test
  void refusesAConfigWithoutWidth() throws IOException {
    Files.writeString(sound.resolve("config.json"), "{}");

    assertThatThrownBy(() -> DraftCheckpoint.read(sound))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("config.json: lacks hidden_size");
  }
}
