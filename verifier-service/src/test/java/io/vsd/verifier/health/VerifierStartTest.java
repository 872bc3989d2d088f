package io.vsd.verifier.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.hub.HubException;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.verifier.config.VerifierSettings;
import io.vsd.verifier.speculation.OpenDoors;
import io.vsd.verifier.speculation.VerifierDoors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierStartTest {
  @TempDir Path directory;

  @Test
  void loadsMeasuresAndDescribes() throws Exception {
    Path model = TinyModels.llama(directory, 3);
    OpenDoors doors = new OpenDoors();
    VerifierReadiness readiness = new VerifierReadiness(doors);
    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Map<String, String> keys = Map.of("vsd.model", model.toString(), "vsd.threads", "1");
    try (VerifierStart start = new VerifierStart(settings(keys), registry)) {
      VerifierDoors opened = start.start();
      doors.open(opened);
      assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
      DescribeResponse description = opened.description().now();
      assertThat(description.getDtype()).isEqualTo("stored");
      assertThat(description.getCostCurveCount()).isPositive();
      assertThat(description.getCostCurve(0).getRows()).isEqualTo(1);
      assertThat(description.getLimits().getMaxContextTokens()).isEqualTo(1024);
      assertThat(description.getFingerprint()).hasSize(64);
      assertThat(description.getLoad().getIdleNanos()).isPositive();
      assertThat(registry.find("vsd_verifier_dropped_events").functionCounter()).isNotNull();
      assertThat(start.drain()).isTrue();
    }
  }

  @Test
  void startsWithoutABroker() throws Exception {
    Path model = TinyModels.llama(directory, 3);
    Map<String, String> keys =
        Map.of(
            "vsd.model", model.toString(),
            "vsd.threads", "1",
            "vsd.verifier.max-tree-nodes", "1",
            "vsd.kafka.bootstrap-servers", "127.0.0.1:1");
    try (VerifierStart start = new VerifierStart(settings(keys), new SimpleMeterRegistry())) {
      assertThat(start.start().description().now().getCostCurveCount()).isEqualTo(2);
    }
  }

  @Test
  void refusesADirectoryWithoutAModel() {
    assertThatThrownBy(() -> startOn(directory.resolve("nothing").toString()))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("no file or directory");
    assertThatThrownBy(() -> startOn(directory.toString()))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("not a model directory");
  }

  @Test
  void refusesTruncatedWeightsAndNamesThem() throws IOException {
    Path weights = TinyModels.llama(directory, 3).resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertThatThrownBy(() -> startOn(directory.toString()))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("tensor");
  }

  @Test
  void refusesAPrecisionItDoesNotKnow() {
    Path model = TinyModels.llama(directory, 3);
    Map<String, String> keys =
        Map.of("vsd.model", model.toString(), "vsd.verifier.precision", "fp8");
    assertThatThrownBy(
            () -> {
              try (VerifierStart start =
                  new VerifierStart(settings(keys), new SimpleMeterRegistry())) {
                VerifierDoors _ = start.start();
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fp8")
        .hasMessageContaining("stored");
  }

  @Test
  void refusesUnknownKeys() {
    assertThatThrownBy(() -> settings(Map.of("vsd.verifier.max-sesions", "3")))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("vsd.verifier.max-sesions");
  }

  private static void startOn(String model) {
    try (VerifierStart start =
        new VerifierStart(settings(Map.of("vsd.model", model)), new SimpleMeterRegistry())) {
      VerifierDoors _ = start.start();
    }
  }

  private static VerifierSettings settings(Map<String, String> keys) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(VerifierSettings.class)
            .withSources(new PropertiesConfigSource(new HashMap<>(keys), "test", 500))
            .build();
    return config.getConfigMapping(VerifierSettings.class);
  }
}
