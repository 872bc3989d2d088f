package io.vsd.local.chat;

import io.vsd.local.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** Lines from a file or a pipe. Nobody is there to break an answer off. */
public final class PipedInput implements ChatInput {
  private final BufferedReader lines;
  private final Terminal out;

  /** Reads these lines and shows the prompts on {@code out}; closes the lines in the end. */
  public PipedInput(BufferedReader lines, Terminal out) {
    this.lines = lines;
    this.out = out;
  }

  @Override
  public Optional<String> readLine(String prompt) throws IOException {
    out.text(prompt);
    return Optional.ofNullable(lines.readLine());
  }

  @Override
  public void answer(Runnable answer) {
    answer.run();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
