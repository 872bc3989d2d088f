package io.vsd.local.inprocess;

import io.vsd.local.config.Workspace;
import java.util.ArrayList;
import java.util.List;

/** The command of a Java process of this package, with the flags that the services have. */
public final class RunnerCommand {
  private RunnerCommand() {}

  /** Runs {@code main} with these arguments. */
  public static List<String> of(Workspace workspace, Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                workspace.java().toString(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "@" + workspace.javaOptions(),
                "-cp",
                workspace.localClassPath(),
                main.getName()));
    command.addAll(arguments);
    return command;
  }
}
