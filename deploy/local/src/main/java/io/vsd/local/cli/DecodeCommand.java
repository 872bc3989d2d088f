package io.vsd.local.cli;

import io.vsd.local.bench.decode.DecodeBench;
import io.vsd.local.bench.decode.DecodeSettings;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.ServiceRole;
import io.vsd.local.cluster.StateLock;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What the draft is worth. */
@Command(
    name = "decode",
    description =
        "the same replies plainly and with the draft, in alternating pairs, by category of prompt",
    mixinStandardHelpOptions = true)
final class DecodeCommand implements Callable<Integer> {
  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "JSON lines of prompts with a category (default: the repository's own)")
  private @Nullable Path prompts;

  @Option(names = "--limit", description = "prompts at most, evenly over the file (default: all)")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--tokens", description = "of a reply, at most (default: ${DEFAULT-VALUE})")
  private int tokens = 128;

  @Option(names = "--turns", description = "of each pair (default: ${DEFAULT-VALUE})")
  private int turns = 1;

  @Option(
      names = "--temperature",
      split = ",",
      description = "one or more (default: ${DEFAULT-VALUE})")
  private List<Double> temperatures = List.of(0.0, 1.0);

  @Option(
      names = "--sessions",
      split = ",",
      description = "at once, one or more numbers (default: ${DEFAULT-VALUE})")
  private List<Integer> sessions = List.of(1);

  @Option(
      names = "--experts",
      description = "which of network, table and lookup propose (default: ${DEFAULT-VALUE})")
  private String experts = "network,table,lookup";

  @Option(names = "--json", paramLabel = "FILE", description = "where the figures go")
  private @Nullable Path json;

  @ParentCommand private @Nullable BenchCommand bench;

  private final Session session;

  DecodeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    DecodeSettings settings =
        WrongOptionException.read(
            () -> new DecodeSettings(tokens, temperatures, sessions, limit, turns));
    BenchCommand parent = Objects.requireNonNull(bench);
    List<Conversation> asked = PromptFile.read(promptFile());
    try (StateLock _ = parent.lock();
        LocalCluster cluster =
            parent.start(
                parent
                    .plan()
                    .withoutLearning()
                    .with(ServiceRole.DRAFT, "vsd.draft.experts", experts));
        GenerationClient client = BenchCommand.client(cluster)) {
      BenchCommand.write(json, new DecodeBench(client, settings).run(asked, session.out()));
    }
    return ExitCodes.OK;
  }

  private Path promptFile() {
    return prompts != null
        ? prompts
        : session.workspace().home().resolve("deploy/local/bench/decode.jsonl");
  }
}
