package io.vsd.local.cli;

import io.vsd.local.chat.ChatInput;
import io.vsd.local.chat.ChatLoop;
import io.vsd.local.chat.PipedInput;
import io.vsd.local.chat.TerminalInput;
import io.vsd.local.client.GenerationClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Talks to the model in the terminal. */
@Command(
    name = "chat",
    description = "Talks to the model, on the running cluster or on one of its own.",
    mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
  @Option(
      names = "--show-tree",
      description = "colour each token by who guessed it: network, table, lookup, or nobody")
  private boolean showTree;

  @Mixin private final SamplingOptions sampling = new SamplingOptions();
  @Mixin private final ClusterOption cluster = new ClusterOption();
  @Mixin private final ModelOption model = new ModelOption();

  private final Session session;

  ChatCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (RunningCluster running = RunningCluster.findOrStart(session, cluster, model);
        GenerationClient client = new GenerationClient(running.draftAddress());
        ChatInput input = input()) {
      new ChatLoop(client, sampling.settings(), session.out(), showTree).run(input);
    }
    return ExitCodes.OK;
  }

  private ChatInput input() throws IOException {
    return session.out().interactive()
        ? TerminalInput.open()
        : new PipedInput(
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            session.out());
  }
}
