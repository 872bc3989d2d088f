package io.vsd.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  private static final float[] VALUES = {
    0f, -0f, 1f, -1.5f, 65504f, 6e-8f, 0.1f, 3.14159f, Float.NaN, Float.POSITIVE_INFINITY
  };

  @TempDir Path temp;

  private Path write(String name, SafetensorsWriter writer) throws IOException {
    Path path = temp.resolve(name);
    writer.write(path);
    return path;
  }

  @Test
  void everyTypeComesBackAsItWasRounded() throws IOException {
    long[] shape = {2, 5};
    Path path =
        write(
            "all.safetensors",
            new SafetensorsWriter()
                .metadata("format", "pt")
                .add("single", TensorType.F32, shape, VALUES)
                .add("half", TensorType.F16, shape, VALUES)
                .add("brain", TensorType.BF16, shape, VALUES)
                .add("longs", new long[] {3}, new long[] {1, -2, Long.MAX_VALUE})
                .add("flags", new long[] {2}, new boolean[] {true, false})
                .addRaw("raw", TensorType.F16, new long[] {1}, new byte[] {0, 0x3C})
                .add("scalar", TensorType.F32, new long[0], new float[] {7f})
                .add("none", TensorType.F32, new long[] {0, 4}, new float[0]));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.metadata()).containsEntry("format", "pt");
      assertThat(file.shape("single")).containsExactly(shape);
      float[] halves = file.readFloats("half");
      float[] brains = file.readFloats("brain");
      assertThat(file.readFloats("single")).containsExactly(VALUES);
      for (int i = 0; i < VALUES.length; i++) {
        assertThat(Float.valueOf(halves[i]))
            .isEqualTo(Float.valueOf(Float.float16ToFloat(Float.floatToFloat16(VALUES[i]))));
        int bits = Float.floatToRawIntBits(brains[i]);
        assertThat(bits & 0xFFFF).isZero();
        if (Float.isFinite(VALUES[i])) {
          assertThat(Math.abs(brains[i] - VALUES[i]))
              .isLessThanOrEqualTo(Math.abs(VALUES[i]) / 256);
        }
      }
      assertThat(file.readLongs("longs")).containsExactly(1, -2, Long.MAX_VALUE);
      assertThat(file.readBooleans("flags")).containsExactly(true, false);
      assertThat(file.readFloats("raw")).containsExactly(1f);
      assertThat(file.readBytes("raw")).containsExactly(0, 0x3C);
      assertThat(file.readFloats("scalar")).containsExactly(7f);
      assertThat(file.readFloats("none")).isEmpty();
      assertThat(file.type("brain")).isEqualTo(TensorType.BF16);
      assertThatThrownBy(() -> file.readFloats("longs")).hasMessageContaining("'longs'");
      assertThatThrownBy(() -> file.readLongs("half")).hasMessageContaining("'half'");
      assertThatThrownBy(() -> file.readFloats("absent")).hasMessageContaining("'absent'");
    }
  }

  @Test
  void bfloat16RoundsToNearestEven() {
    assertThat(TensorType.toBfloat16(Float.intBitsToFloat(0x3F808000))).isEqualTo((short) 0x3F80);
    assertThat(TensorType.toBfloat16(Float.intBitsToFloat(0x3F818000))).isEqualTo((short) 0x3F82);
    assertThat(TensorType.toBfloat16(Float.intBitsToFloat(0x3F808001))).isEqualTo((short) 0x3F81);
    assertThat(TensorType.fromBfloat16(TensorType.toBfloat16(Float.NaN))).isNaN();
  }

  @Test
  void bytesDoNotDependOnTheOrderOfCalls() throws IOException {
    float[] one = {1f};
    long[] shape = {1};
    Path first =
        write(
            "1",
            new SafetensorsWriter()
                .metadata("a", "1")
                .metadata("b", "2")
                .add("x", TensorType.F32, shape, one)
                .add("y", TensorType.F16, shape, one));
    Path second =
        write(
            "2",
            new SafetensorsWriter()
                .add("y", TensorType.F16, shape, one)
                .add("x", TensorType.F32, shape, one)
                .metadata("b", "2")
                .metadata("a", "1"));
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void tensorThatIsWrittenInSlicesComesBackWhole() throws IOException {
    float[] values = new float[700_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path path =
        write(
            "sliced",
            new SafetensorsWriter()
                .add("a", TensorType.F32, new long[] {values.length}, values)
                .add("b", TensorType.F32, new long[] {1}, new float[] {-1}));

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.readFloats("a")).isEqualTo(values);
      assertThat(file.readFloats("b")).containsExactly(-1);
    }
  }

  @Test
  void truncatedFileNamesTheTensor() throws IOException {
    Path path =
        write(
            "whole",
            new SafetensorsWriter()
                .add("a", TensorType.F32, new long[] {4}, new float[4])
                .add("b", TensorType.F32, new long[] {4}, new float[4]));
    byte[] whole = Files.readAllBytes(path);
    Path cut = Files.write(temp.resolve("cut"), Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> SafetensorsFile.open(cut))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("tensor 'b'")
        .hasMessageContaining("truncated");
  }

  @Test
  void badHeadersAreRefusedWithTheTensor() throws IOException {
    refuses("{\"t\": {\"dtype\": \"F8\", \"shape\": [1], \"data_offsets\": [0, 1]}}", "'t'");
    refuses("{\"t\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}}", "'t'");
    refuses("{\"t\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}", "'t'");
    refuses("{\"t\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}}", "'t'");
    refuses("{\"t\": {\"dtype\": \"F32\", \"shape\": [1]}}", "'t'");
    refuses(
        "{\"t\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296], \"data_offsets\": [0, 0]}}",
        "'t'");
    refuses(
        "{\"t\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, \"u\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [2, 6]}}",
        "'u'");
    refuses("{\"t\": ", "not JSON");
    refuses("[1, 2]", "not a JSON object");
  }

  private void refuses(String header, String named) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(8 + json.length + 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array();
    Path path = Files.write(temp.resolve("bad.safetensors"), bytes);
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .as(header)
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining(named);
  }

  @Test
  void randomDamageNeverGivesAnythingButAClearRefusal() throws IOException {
    long seed = 42;
    Random random = new Random(seed);
    Path path =
        write(
            "good", new SafetensorsWriter().add("a", TensorType.F32, new long[] {8}, new float[8]));
    byte[] good = Files.readAllBytes(path);
    for (int round = 0; round < 500; round++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int i = random.nextInt(4); i > 0 && bad.length > 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(temp.resolve("bad"), bad);
      try (SafetensorsFile read = SafetensorsFile.open(file)) {
        read.names().forEach(read::shape);
      } catch (MalformedWeightsException e) {
        assertThat(e).as("seed %d round %d", seed, round).hasMessageContaining("bad");
      }
    }
  }

  @Test
  void writerRefusesShapesThatDoNotHoldTheValuesAndNamesThatAreTaken() {
    SafetensorsWriter writer = new SafetensorsWriter();
    assertThatThrownBy(() -> writer.add("a", TensorType.F32, new long[] {2}, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
    writer.add("a", TensorType.F32, new long[] {1}, new float[1]);
    assertThatThrownBy(() -> writer.add("a", TensorType.F32, new long[] {1}, new float[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.add("b", TensorType.I64, new long[] {1}, new float[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
