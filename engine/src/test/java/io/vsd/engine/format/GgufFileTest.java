package io.vsd.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.fixtures.GoldenFiles;
import io.vsd.engine.fixtures.TinyGguf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  private static final List<String> IN_ORDER =
      List.of(
          "f32 f16 f64 bf16 q4_0 q4_1 q5_0 q5_1 q8_0 q2_k q3_k q4_k q5_k q6_k iq4_nl iq4_xs"
              .split(" ", -1));

  @TempDir Path temp;

  @Test
  void dequantisesEveryTypeBitForBitAsThePythonPackageDoes() throws IOException {
    ByteBuffer golden =
        ByteBuffer.wrap(Files.readAllBytes(GoldenFiles.path("quantised.f32")))
            .order(ByteOrder.LITTLE_ENDIAN);
    try (GgufFile file = GgufFile.open(GoldenFiles.path("quantised.gguf"))) {
      assertThat(file.names()).containsExactlyElementsOf(IN_ORDER);
      for (String name : IN_ORDER) {
        assertThat(file.shape(name)).containsExactly(3, 512);
        float[] values = file.readFloats(name);
        for (int i = 0; i < values.length; i++) {
          int expected = golden.getInt();
          assertThat(Float.floatToRawIntBits(values[i])).as("%s[%d]", name, i).isEqualTo(expected);
        }
      }
    }
    assertThat(golden.hasRemaining()).isFalse();
  }

  @Test
  void otherTypesAreRefusedNamingTypeAndTensor() throws IOException {
    byte[] bytes =
        Files.readAllBytes(
            new TinyGguf().tensor("odd", new long[] {1}, 1f).write(temp.resolve("x.gguf")));
    // The header ends with the tensor's name, dimensions, type and offset.
    int typeAt = 24 + 8 + 3 + 4 + 8;
    for (var type : Map.of(16, "IQ2_XXS", 26, "I32", 39, "MXFP4", 99, "number 99").entrySet()) {
      bytes[typeAt] = type.getKey().byteValue();
      Path file = Files.write(temp.resolve("other.gguf"), bytes);
      assertThatThrownBy(() -> GgufFile.open(file))
          .isInstanceOf(MalformedWeightsException.class)
          .hasMessageContaining("'odd': ggml type " + type.getValue() + " is not supported")
          .hasMessageContaining("IQ4_NL");
    }
  }

  @Test
  void truncatedFileNamesTheFirstTensorThatIsCut() throws IOException {
    byte[] whole = Files.readAllBytes(GoldenFiles.path("quantised.gguf"));
    Path cut = Files.write(temp.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length - 100));
    assertThatThrownBy(() -> GgufFile.open(cut))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("'iq4_xs'")
        .hasMessageContaining("truncated");
  }

  @Test
  void everyTruncationAndManyCorruptionsAreRefusedOrRead() throws IOException {
    byte[] whole = Files.readAllBytes(GoldenFiles.path("quantised.gguf"));
    Path file = temp.resolve("damaged.gguf");
    for (int length = 0; length < 1200; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GgufFile.open(file))
          .as("cut to %d bytes", length)
          .isInstanceOf(MalformedWeightsException.class);
    }
    for (int at = 0; at < 700; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0xFF;
      Files.write(file, damaged);
      try (GgufFile read = GgufFile.open(file)) {
        assertThat(read.names()).isNotNull();
      } catch (MalformedWeightsException expected) {
        assertThat(expected).hasMessageContaining("damaged.gguf");
      }
    }
  }

  @Test
  void otherFilesAndMissingTensorsAreRefusedByName() throws IOException {
    Path text = Files.writeString(temp.resolve("x.gguf"), "this is no model, just some text here");
    assertThatThrownBy(() -> GgufFile.open(text)).hasMessageContaining("not a GGUF file");
    assertThatThrownBy(() -> GgufFile.open(temp.resolve("none.gguf")))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("no such file");
    try (GgufFile file = GgufFile.open(GoldenFiles.path("quantised.gguf"))) {
      assertThatThrownBy(() -> file.readFloats("q9_z"))
          .isInstanceOf(MalformedWeightsException.class)
          .hasMessageContaining("'q9_z'");
    }
  }
}
