package io.vsd.local.cli;

import io.vsd.local.config.Workspace;
import io.vsd.local.terminal.Terminal;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What every command works with.
 *
 * @param workspace the checkout
 * @param out standard output
 * @param err standard error: progress and complaints, so that standard output stays parseable
 */
record Session(Workspace workspace, Terminal out, Terminal err) {
  static Session current() {
    Workspace workspace = Workspace.current();
    boolean person = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean colour = person && !workspace.noColor();
    return new Session(
        workspace,
        new Terminal(stream(FileDescriptor.out), person, colour),
        new Terminal(stream(FileDescriptor.err), person, colour));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
