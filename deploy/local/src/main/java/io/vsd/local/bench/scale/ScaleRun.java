package io.vsd.local.bench.scale;

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process that measures. */
final class ScaleRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ScaleRun() {}

  /**
   * Measures a model.
   *
   * @throws IOException if the process fails or takes too long, with what it said last
   */
  static ScaleFigures measure(
      Workspace workspace, Path model, ScaleSettings settings, Terminal terminal)
      throws IOException {
    Path log = Files.createDirectories(workspace.stateDir().resolve("logs")).resolve("scale.log");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model", model.toString(),
                "--threads", Integer.toString(settings.threads()),
                "--repeats", Integer.toString(settings.repeats()),
                "--precision", settings.precision()));
    settings.draft().ifPresent(draft -> arguments.addAll(List.of("--draft", draft.toString())));
    Process process =
        new ProcessBuilder(RunnerCommand.of(workspace, ScaleMain.class, arguments))
            .redirectError(log.toFile())
            .start();
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(settings.limit().toMillis(), TimeUnit.MILLISECONDS));
    ScaleFigures figures = new ScaleFigures();
    try (BufferedReader lines = process.inputReader()) {
      @Nullable String line;
      while ((line = lines.readLine()) != null) {
        terminal.status("  " + figures.take(JSON.readTree(line)) + " …");
      }
    } finally {
      late.cancel(false);
      process.destroyForcibly();
      terminal.clearStatus();
    }
    if (!figures.ended()) {
      throw new IOException("the measurement ended early or took too long; see " + log);
    }
    return figures;
  }
}
