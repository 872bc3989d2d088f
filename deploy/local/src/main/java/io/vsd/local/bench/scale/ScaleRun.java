package io.vsd.local.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.config.Workspace;
import io.vsd.local.inprocess.RunnerCommand;
import io.vsd.local.inprocess.ScaleMain;
import io.vsd.local.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process that measures, and what it says. */
final class ScaleRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<Curve.Point>> points = new HashMap<>();
  private String model = "";
  private long weightBytes;
  private boolean ended;

  private ScaleRun() {}

  /**
   * Measures a model.
   *
   * @throws IOException if the process fails or takes too long, with what it said last
   */
  static ScaleRun measure(
      Workspace workspace, Path model, ScaleSettings settings, Terminal terminal)
      throws IOException {
    Path log = Files.createDirectories(workspace.stateDir().resolve("logs")).resolve("scale.log");
    List<String> arguments =
        List.of(
            "--model", model.toString(),
            "--threads", Integer.toString(settings.threads()),
            "--repeats", Integer.toString(settings.repeats()),
            "--precision", settings.precision());
    Process process =
        new ProcessBuilder(RunnerCommand.of(workspace, ScaleMain.class, arguments))
            .redirectError(log.toFile())
            .start();
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(settings.limit().toMillis(), TimeUnit.MILLISECONDS));
    ScaleRun run = new ScaleRun();
    try (BufferedReader lines = process.inputReader()) {
      @Nullable String line;
      while ((line = lines.readLine()) != null) {
        run.take(JSON.readTree(line), terminal);
      }
    } finally {
      late.cancel(false);
      process.destroyForcibly();
      terminal.clearStatus();
    }
    if (!run.ended) {
      throw new IOException("the measurement ended early or took too long; see " + log);
    }
    return run;
  }

  private void take(JsonNode line, Terminal terminal) throws IOException {
    switch (line.path("event").asText()) {
      case "ready" -> model = line.path("model").asText();
      case "point" -> {
        String curve = line.path("curve").asText();
        int x = line.path("x").asInt();
        points
            .computeIfAbsent(curve, c -> new ArrayList<>())
            .add(new Curve.Point(x, line.path("millis").asDouble()));
        weightBytes = Math.max(weightBytes, line.path("bytes").asLong());
        terminal.status("  " + curve + " " + x + " …");
      }
      case "missing" -> throw new IOException(line.path("reason").asText());
      default -> ended = true;
    }
  }

  /** Name of the model. */
  String model() {
    return model;
  }

  /** Bytes of the weights that one row's forward reads; 0 where it is not known. */
  long weightBytes() {
    return weightBytes;
  }

  /** A curve; without points where it was not measured. */
  Curve curve(String name) {
    return new Curve(points.getOrDefault(name, List.of()));
  }
}
