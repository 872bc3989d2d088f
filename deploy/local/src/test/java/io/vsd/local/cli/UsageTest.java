package io.vsd.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.config.Workspace;
import io.vsd.local.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UsageTest {
  private static final Terminal SILENT =
      new Terminal(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          false,
          false);

  private static CommandLine commandLine() {
    Workspace workspace = new Workspace(Path.of("/nowhere"), Path.of("java"), Map.of());
    return VsdMain.commandLine(new Session(workspace, SILENT, SILENT));
  }

  @Test
  void theLaunchersUsageNamesEveryCommand() throws Exception {
    String usage;
    try (InputStream in = VsdMain.class.getResourceAsStream("usage.txt")) {
      usage = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Set<String> commands = new TreeSet<>(commandLine().getSubcommands().keySet());
    commands.remove("help");
    assertThat(commands).hasSizeGreaterThan(8).allMatch(usage::contains);
  }

  @Test
  void everyCommandExplainsItself() {
    commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              command.usage(new PrintWriter(bytes, true, StandardCharsets.UTF_8));
              assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("Usage: ./vsd " + name);
            });
  }

  @Test
  void wrongUsageIsExitCodeTwoAndAMissingClusterThree() {
    CommandLine commandLine = commandLine();
    commandLine.setErr(
        new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    assertThat(commandLine.execute("generate")).isEqualTo(ExitCodes.USAGE);
    assertThat(commandLine.execute("nonsense")).isEqualTo(ExitCodes.USAGE);
    assertThat(commandLine.execute("status")).isEqualTo(ExitCodes.CLUSTER);
  }

  @Test
  void anOptionsImpossibleValueIsWrongUsageBeforeAnythingElseHappens(@TempDir Path checkout) {
    Workspace workspace = new Workspace(checkout, Path.of("java"), Map.of());
    CommandLine commandLine = VsdMain.commandLine(new Session(workspace, SILENT, SILENT));

    assertThat(commandLine.execute("up", "--cluster", "../x")).isEqualTo(ExitCodes.USAGE);
    assertThat(commandLine.execute("up", "--heap", "kafka=5")).isEqualTo(ExitCodes.USAGE);
    assertThat(commandLine.execute("up", "--heap", "draft=0")).isEqualTo(ExitCodes.USAGE);
    assertThat(commandLine.execute("up", "--port-base", "65530")).isEqualTo(ExitCodes.USAGE);
  }
}
