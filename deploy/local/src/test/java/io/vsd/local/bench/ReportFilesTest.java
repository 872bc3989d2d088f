package io.vsd.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  @Test
  void namesAreFitForFiles() {
    assertThat(ReportFiles.slug("HuggingFaceTB/SmolLM2-135M-Instruct"))
        .isEqualTo("smollm2-135m-instruct");
    assertThat(ReportFiles.slug("Qwen2.5 coder.GGUF")).isEqualTo("qwen2.5-coder");
    assertThat(ReportFiles.slug("../../Etc")).isEqualTo("etc");
  }

  @Test
  void filesOfOneMeasurementLieTogether(@TempDir Path dir) throws Exception {
    ReportFiles files = ReportFiles.of(dir.resolve("new"), "peers", "a/Model");
    Path table = files.write(".md", "text");
    assertThat(table).isEqualTo(dir.resolve("new/peers-model.md"));
    assertThat(Files.readString(table)).isEqualTo("text");
  }
}
