package io.vsd.local.cli;

import io.vsd.local.bench.load.LoadBench;
import io.vsd.local.bench.load.LoadSettings;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.StateLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Several sessions at once, and one beside a busy core. */
@Command(
    name = "load",
    description =
        "plain decoding with 1, 4 and 8 sessions at once, and beside a thread that keeps a core busy",
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  @Option(names = "--turns", description = "(default: ${DEFAULT-VALUE})")
  private int turns = 9;

  @Option(names = "--warm-ups", description = "turns that do not count (default: ${DEFAULT-VALUE})")
  private int warmUps = 2;

  @Option(names = "--tokens", description = "of a reply, at most (default: ${DEFAULT-VALUE})")
  private int tokens = 64;

  @Option(
      names = "--limit-minutes",
      description = "no turn begins after these (default: ${DEFAULT-VALUE})")
  private int limitMinutes = 10;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where table and figures go (default: .vsd/performance)")
  private @Nullable Path out;

  @ParentCommand private @Nullable BenchCommand bench;

  private final Session session;

  LoadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    LoadSettings settings =
        WrongOptionException.read(
            () -> new LoadSettings(turns, warmUps, tokens, Duration.ofMinutes(limitMinutes)));
    BenchCommand parent = Objects.requireNonNull(bench);
    Path directory = out != null ? out : session.workspace().stateDir().resolve("performance");
    try (StateLock _ = parent.lock();
        LocalCluster cluster = parent.start(parent.plan().withoutLearning());
        GenerationClient client = BenchCommand.client(cluster)) {
      new LoadBench(client, settings).run(parent.prompts(), directory, session.out());
    }
    return ExitCodes.OK;
  }
}
