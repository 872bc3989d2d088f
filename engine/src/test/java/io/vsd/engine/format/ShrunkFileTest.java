package io.vsd.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are cut short while they are mapped. In code that C2 has compiled a fault in a loop
 * over the mapping ended the process, so all is read often before.
 */
class ShrunkFileTest {
  private static final int READS_UNTIL_COMPILED = 3_000;
  private static final int WIDTH = 256;
  private static final int ROWS = 4_096;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16", "F64"})
  void aSafetensorsFileThatShrinksIsNamed(TensorType type) throws IOException {
    Path path = write(type);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      FloatBuffer row = FloatBuffer.allocate(WIDTH);
      for (int i = 0; i < READS_UNTIL_COMPILED; i++) {
        file.readRows("w", 0, 1, row.clear());
      }
      cutShort(path);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> file.readRows("w", ROWS - 1, ROWS, row.clear()))
            .isInstanceOf(MalformedWeightsException.class)
            .hasMessageContaining(path.toString())
            .hasMessageContaining("was cut short while it was in use");
      }
      file.readRows("w", 0, 1, row.clear());
      assertThat(row.position()).as("what is left is read on").isEqualTo(WIDTH);
    }
  }

  @Test
  void tensorsThatAreComparedAreReadByCopyingToo() throws IOException {
    Path path = write(TensorType.F16);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.same("w", "w")).isTrue();
      cutShort(path);
      assertThatThrownBy(() -> file.same("w", "w")).isInstanceOf(MalformedWeightsException.class);
    }
  }

  /** One tensor "w", zeros. */
  private Path write(TensorType type) throws IOException {
    long bytes = (long) ROWS * WIDTH * type.bytes();
    String header =
        "{\"w\":{\"dtype\":\"%s\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
            .formatted(type, ROWS, WIDTH, bytes);
    Path path = directory.resolve(type + ".safetensors");
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Math.toIntExact(8 + head.length + bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(head.length).put(head);
    return Files.write(path, all.array());
  }

  private static void cutShort(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(64 << 10);
    }
  }
}
