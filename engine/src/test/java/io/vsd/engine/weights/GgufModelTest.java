package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.fixtures.GoldenFiles;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.format.JsonFiles;
import io.vsd.engine.format.Sha256;
import io.vsd.engine.hub.WheelSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The wheel's file against transformers on the same file. */
class GgufModelTest {
  private final Path gguf = RealModel.path();

  @Test
  void everyTensorIsBitForBitWhatTransformersLoads() {
    JsonNode golden = JsonFiles.read(GoldenFiles.path("smollm2-tensors.json"));
    try (ModelDirectory model = ModelDirectory.open(gguf)) {
      assertThat(model.weights().names()).hasSize(golden.size());
      golden
          .properties()
          .forEach(
              e ->
                  assertThat(sha256(model.weights().readFloats(e.getKey())))
                      .as(e.getKey())
                      .isEqualTo(e.getValue().asText()));
    }
  }

  @Test
  void hashesAndTemplateComeFromTheFile() {
    try (ModelDirectory model = ModelDirectory.open(gguf)) {
      assertThat(model.weightsHash()).isEqualTo(WheelSource.smolLm2().sha256());
      assertThat(model.tokenizerHash()).matches("[0-9a-f]{64}");
      assertThat(model.chatTemplate().orElseThrow()).contains("You are a helpful AI assistant");
      assertThat(model.specialToken("eos_token")).contains("<|im_end|>");
      assertThat(model.config().maxPositions()).isEqualTo(8192);
    }
  }

  private static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes.array()));
  }
}
