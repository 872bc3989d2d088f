package io.vsd.local.cli;

import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.hub.HubException;
import io.vsd.local.client.CallException;
import io.vsd.local.cluster.ClusterException;
import io.vsd.local.terminal.Shutdown;
import io.vsd.local.terminal.Style;
import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;
import picocli.CommandLine;

/** Entry point of the command line. */
public final class VsdMain {
  private VsdMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) throws IOException {
    try (InputStream in = VsdMain.class.getResourceAsStream("/io/vsd/local/logging.properties")) {
      if (in != null) {
        LogManager.getLogManager().readConfiguration(in);
      }
    }
    Session session = Session.current();
    System.exit(commandLine(session).execute(args));
  }

  static CommandLine commandLine(Session session) {
    CommandLine commandLine = new CommandLine(new VsdCommand());
    commandLine.addSubcommand(new DemoCommand(session));
    commandLine.addSubcommand(new UpCommand(session));
    commandLine.addSubcommand(new DownCommand(session));
    commandLine.addSubcommand(new StatusCommand(session));
    commandLine.addSubcommand(new ChatCommand(session));
    commandLine.addSubcommand(new GenerateCommand(session));
    commandLine.addSubcommand(new ModelCommand(session));
    commandLine.addSubcommand(new TrainCommand(session));
    commandLine.addSubcommand(bench(session));
    commandLine.setExecutionExceptionHandler((error, command, parsed) -> report(session, error));
    return commandLine;
  }

  private static CommandLine bench(Session session) {
    CommandLine bench = new CommandLine(new BenchCommand(session));
    bench.addSubcommand(new PeersCommand(session));
    bench.addSubcommand(new ScaleCommand(session));
    bench.addSubcommand(new LoadCommand(session));
    bench.addSubcommand(new DecodeCommand(session));
    return bench;
  }

  private static int report(Session session, Exception error) {
    if (Shutdown.inProgress()) {
      // Ctrl-C: calls that break now broke because the cluster is being stopped.
      return ExitCodes.FAILED;
    }
    session.err().line(session.err().paint(Style.RED, "vsd: ") + message(error));
    return switch (error) {
      case ClusterException e -> ExitCodes.CLUSTER;
      case WrongOptionException e -> ExitCodes.USAGE;
      default -> ExitCodes.FAILED;
    };
  }

  private static String message(Exception error) {
    String text = error.getMessage();
    boolean known =
        error instanceof ClusterException
            || error instanceof CallException
            || error instanceof IOException
            || error instanceof MalformedWeightsException
            || error instanceof HubException
            || error instanceof WrongOptionException
            || error instanceof IllegalArgumentException;
    return text != null && known ? text : error.toString();
  }
}
