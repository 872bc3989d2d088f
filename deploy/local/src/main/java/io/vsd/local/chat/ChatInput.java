package io.vsd.local.chat;

import java.io.IOException;
import java.util.Optional;

/** Where the lines of a conversation come from, and what breaks an answer off. */
public interface ChatInput extends AutoCloseable {

  /**
   * Shows the prompt and waits for a line.
   *
   * @return the line, or nothing when none will follow
   */
  Optional<String> readLine(String prompt) throws IOException;

  /** Runs an answer; whoever breaks it off interrupts its thread. */
  void answer(Runnable answer);

  @Override
  void close() throws IOException;
}
