package io.vsd.local.chat;

import java.io.IOException;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A person at a terminal, with line editing and history. Ctrl-C breaks off the answer that runs,
 * discards the line that is being typed, or, on an empty line, ends the conversation; Ctrl-D ends
 * it, too.
 */
public final class TerminalInput implements ChatInput {
  private static final int INTERRUPTED = 128 + 2;

  private final Terminal terminal;
  private final LineReader reader;
  private final Object lock = new Object();
  private @Nullable Thread answering;

  TerminalInput(Terminal terminal) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            // An exclamation mark is one, not a reference to an earlier line.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    terminal.handle(Terminal.Signal.INT, signal -> interrupt());
    terminal.handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_DFL);
  }

  /** The terminal that this process was started from. */
  public static TerminalInput open() throws IOException {
    // With the library's default for signals Ctrl-C would end the process without shutdown hooks.
    return new TerminalInput(
        TerminalBuilder.builder()
            .system(true)
            .nativeSignals(true)
            .signalHandler(Terminal.SignalHandler.SIG_IGN)
            .build());
  }

  @Override
  public Optional<String> readLine(String prompt) {
    try {
      return Optional.of(reader.readLine(prompt));
    } catch (UserInterruptException e) {
      return e.getPartialLine().isEmpty() ? Optional.empty() : Optional.of("");
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void answer(Runnable answer) {
    synchronized (lock) {
      answering = Thread.currentThread();
    }
    try {
      answer.run();
    } finally {
      synchronized (lock) {
        answering = null;
        // One that came too late must not break off what follows.
        Thread.interrupted();
      }
    }
  }

  private void interrupt() {
    synchronized (lock) {
      if (answering != null) {
        answering.interrupt();
        return;
      }
    }
    System.exit(INTERRUPTED);
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
