package io.vsd.local.cli;

import io.vsd.local.bench.scale.ScaleBench;
import io.vsd.local.bench.scale.ScaleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What a forward costs as it grows. */
@Command(
    name = "scale",
    description =
        "what a forward costs over rows, context and sessions, with plots; without a cluster",
    mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
  @Option(names = "--threads", description = "(default: all processors)")
  private @Nullable Integer threads;

  @Option(names = "--repeats", description = "of a point (default: ${DEFAULT-VALUE})")
  private int repeats = 15;

  @Option(names = "--precision", description = "(default: ${DEFAULT-VALUE})")
  private String precision = "stored";

  @Option(
      names = "--limit-minutes",
      description = "given up after these (default: ${DEFAULT-VALUE})")
  private int limitMinutes = 10;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where table, figures and plots go (default: .vsd/performance)")
  private @Nullable Path out;

  @ParentCommand private @Nullable BenchCommand bench;

  private final Session session;

  ScaleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    WrongOptionException.read(() -> settings(Optional.empty()));
    BenchCommand parent = Objects.requireNonNull(bench);
    Path model = parent.modelFile();
    ScaleSettings settings = settings(parent.draft());
    Path directory = out != null ? out : session.workspace().stateDir().resolve("performance");
    new ScaleBench(session.workspace(), model, settings).run(directory, session.out());
    return ExitCodes.OK;
  }

  private ScaleSettings settings(Optional<Path> draft) {
    int chosen = threads != null ? threads : Runtime.getRuntime().availableProcessors();
    return new ScaleSettings(chosen, repeats, precision, draft, Duration.ofMinutes(limitMinutes));
  }
}
