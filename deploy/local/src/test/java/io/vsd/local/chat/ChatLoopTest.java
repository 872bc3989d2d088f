package io.vsd.local.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.client.EchoGeneration;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.speculation.v1.Consent;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatLoopTest {
  @Test
  void keepsTheConversationForgetsARefusedMessageAndEndsAtQuit() throws Exception {
    try (EchoGeneration echo = new EchoGeneration()) {
      String shown = hold(echo, "hello you\nrefuse\nand then\n/quit\nnever\n", false, false);

      assertThat(echo.requests()).hasSize(3);
      assertThat(echo.requests().getLast().getChat().getMessagesList())
          .extracting(ChatMessage::getContent)
          .containsExactly("hello you", "hello you !", "and then");
      assertThat(shown).contains("hello you !").contains("EMPTY_PROMPT").contains("tokens/s");
      assertThat(shown).doesNotContain("\u001b");
    }
  }

  @Test
  void showsWhichTokensWereGuessed() throws Exception {
    try (EchoGeneration echo = new EchoGeneration()) {
      String colourless = hold(echo, "a b c\n", true, false);
      String coloured = hold(echo, "a b c\n", true, true);

      assertThat(colourless).contains("a [n:b ]c ");
      assertThat(coloured).contains("\u001b[33ma \u001b[0m\u001b[32mb \u001b[0m");
      assertThat(echo.requests().getLast().getShowTree()).isTrue();
    }
  }

  @Test
  void keepsWhatCameOfAnAnswerThatWasBrokenOff() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal out = terminal(bytes, false);
    try (EchoGeneration echo = new EchoGeneration();
        GenerationClient client = new GenerationClient(echo.address());
        ChatInput person = new Impatient(out, bytes)) {
      new ChatLoop(client, GenerationSettings.greedy(10, Consent.CONSENT_OFF), out, false)
          .run(person);

      assertThat(echo.awaitCancelled()).isTrue();
      assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("broken off", "go on !");
      assertThat(echo.requests().getLast().getChat().getMessagesList())
          .extracting(ChatMessage::getContent)
          .containsExactly("endless", "endless ", "go on");
    }
  }

  /** Types two lines and breaks the first answer off as soon as something has come. */
  private static final class Impatient implements ChatInput {
    private final PipedInput typed;
    private final ByteArrayOutputStream shown;
    private boolean patient;

    Impatient(Terminal out, ByteArrayOutputStream shown) {
      this.typed = new PipedInput(new BufferedReader(new StringReader("endless\ngo on\n")), out);
      this.shown = shown;
    }

    @Override
    public Optional<String> readLine(String prompt) throws IOException {
      return typed.readLine(prompt);
    }

    @Override
    public void answer(Runnable answer) {
      if (patient) {
        answer.run();
        return;
      }
      patient = true;
      Thread self = Thread.currentThread();
      Thread.startVirtualThread(
          () -> {
            while (!shown.toString(StandardCharsets.UTF_8).contains("endless ")) {
              Thread.onSpinWait();
            }
            self.interrupt();
          });
      answer.run();
      assertThat(Thread.interrupted()).isTrue();
    }

    @Override
    public void close() throws IOException {
      typed.close();
    }
  }

  private static String hold(EchoGeneration echo, String typed, boolean tree, boolean colour)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal out = terminal(bytes, colour);
    try (GenerationClient client = new GenerationClient(echo.address())) {
      new ChatLoop(client, GenerationSettings.greedy(10, Consent.CONSENT_OFF), out, tree)
          .run(new PipedInput(new BufferedReader(new StringReader(typed)), out));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Terminal terminal(ByteArrayOutputStream bytes, boolean colour) {
    return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, colour);
  }
}
