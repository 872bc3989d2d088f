package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.config.Workspace;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that cannot be read ends a service with one line that says why, and no stack trace. */
class DamagedModelST {
  private static final long LIMIT_S = 120;

  private final Path directory = ClusterStand.directory("damaged");

  @ParameterizedTest
  @CsvSource({"verifier", "draft", "trainer"})
  void aTruncatedFileEndsTheServiceAndNamesTheTensor(String service) throws Exception {
    TinyTarget target = TinyTarget.write(directory, 20);
    try (RandomAccessFile file =
        new RandomAccessFile(target.model().resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }

    assertThat(run(service, target.model()))
        .contains("cannot start", "model.safetensors", "tensor", "truncated")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({"verifier", "draft", "trainer"})
  void aDirectoryWithoutAModelEndsTheServiceAndSaysWhatIsMissing(String service) throws Exception {
    TinyTarget.deleteTree(directory);
    Files.createDirectories(directory.resolve("empty"));

    assertThat(run(service, directory.resolve("empty")))
        .contains("cannot start", "no config.json")
        .doesNotContain("\tat ");
  }

  private String run(String service, Path model) throws Exception {
    ClusterPlan plan =
        ClusterPlan.of(directory.resolve("state"), model.toString(), Optional.empty())
            .onFreePorts();
    ServiceSpec spec =
        new ServiceCommands(Workspace.current(), plan, ClusterStand.memory(plan))
            .specs().stream().filter(s -> s.name().equals(service)).findFirst().orElseThrow();
    Path log = directory.resolve(service + ".log");
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    builder.environment().putAll(spec.environment());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).as("ends by itself").isTrue();
      assertThat(process.exitValue()).isOne();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(log);
  }
}
