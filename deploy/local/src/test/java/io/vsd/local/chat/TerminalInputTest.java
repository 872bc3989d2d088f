package io.vsd.local.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TerminalInputTest {
  private static final char CTRL_C = 3;
  private static final char CTRL_D = 4;

  private static final String PROMPT = "you>";

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PipedOutputStream keys = new PipedOutputStream();
  // The pipe takes the end of its writer's thread for the end of the input.
  private final ExecutorService typist = Executors.newSingleThreadExecutor();
  private TerminalInput input;

  @BeforeEach
  void open() throws IOException {
    input =
        new TerminalInput(
            new ExternalTerminal(
                "test", "xterm", new PipedInputStream(keys), shown, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws IOException {
    input.close();
    typist.shutdownNow();
  }

  @Test
  void readsWhatWasTypedAsItIs() {
    assertThat(readLine("wait! is \\n 'one\r")).contains("wait! is \\n 'one");
  }

  @Test
  void interruptDiscardsALineAndEndsAtAnEmptyOne() {
    assertThat(readLine("half" + CTRL_C)).contains("");
    assertThat(readLine(String.valueOf(CTRL_C))).isEmpty();
  }

  @Test
  void endOfInputEnds() {
    assertThat(readLine(String.valueOf(CTRL_D))).isEmpty();
  }

  @Test
  void interruptBreaksOffTheAnswerAndNothingElse() {
    AtomicBoolean brokenOff = new AtomicBoolean();
    input.answer(
        () -> {
          type(String.valueOf(CTRL_C));
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            brokenOff.set(true);
            Thread.currentThread().interrupt();
          }
        });

    assertThat(brokenOff).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(readLine("next\r")).contains("next");
  }

  /** Types as soon as the prompt shows, as a person would. */
  private Optional<String> readLine(String typed) {
    shown.reset();
    typist.execute(
        () -> {
          while (!shown.toString(StandardCharsets.UTF_8).contains(PROMPT)) {
            Thread.onSpinWait();
          }
          type(typed);
        });
    return input.readLine(PROMPT);
  }

  private void type(String text) {
    try {
      keys.write(text.getBytes(StandardCharsets.UTF_8));
      keys.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
