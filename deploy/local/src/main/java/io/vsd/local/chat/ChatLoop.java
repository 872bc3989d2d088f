package io.vsd.local.chat;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.Shutdown;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.generation.v1.GenerateRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a line, streams the reply, until the input ends or {@code /quit}. */
public final class ChatLoop {
  private static final String QUIT = "/quit";

  private final GenerationClient client;
  private final GenerationSettings settings;
  private final Terminal out;
  private final boolean showTree;

  /** A loop that prints to {@code out}. */
  public ChatLoop(
      GenerationClient client, GenerationSettings settings, Terminal out, boolean showTree) {
    this.client = client;
    this.settings = settings;
    this.out = out;
    this.showTree = showTree;
  }

  /**
   * Runs until the input ends. A refused message is reported and forgotten; of an answer that was
   * broken off, what came stays in the conversation.
   */
  public void run(ChatInput input) throws IOException {
    TokenPainter painter = new TokenPainter(out, showTree);
    out.line(out.paint(Style.DIM, "/new forgets the conversation, /quit ends it"));
    if (showTree) {
      out.line(painter.legend());
    }
    List<ChatMessage> context = new ArrayList<>();
    while (!Shutdown.inProgress()) {
      String line = input.readLine(out.paint(Style.BOLD, "you › ")).orElse(QUIT).strip();
      if (line.equals(QUIT)) {
        out.gap();
        return;
      }
      if (line.equals("/new")) {
        context.clear();
      } else if (!line.isEmpty()) {
        context.add(Conversation.message("user", line));
        input.answer(() -> answer(context, painter));
      }
    }
  }

  private void answer(List<ChatMessage> context, TokenPainter painter) {
    out.text(out.paint(Style.BOLD, "vsd › "));
    StringBuilder shown = new StringBuilder();
    try {
      GenerateRequest request =
          settings.request(context, "chat").toBuilder().setShowTree(showTree).build();
      Reply reply =
          client.generate(
              request,
              round -> {
                round.getTokensList().forEach(token -> shown.append(token.getText()));
                painter.print(round);
              });
      out.line(reply.finished().getTail());
      out.line(out.paint(Style.DIM, footer(reply)));
      context.add(Conversation.message("assistant", reply.text()));
    } catch (CallException e) {
      if (Shutdown.inProgress()) {
        return;
      }
      out.gap();
      if (Thread.currentThread().isInterrupted()) {
        out.line(out.paint(Style.DIM, "      broken off"));
        context.add(Conversation.message("assistant", shown.toString()));
      } else {
        out.line(out.paint(Style.RED, String.valueOf(e.getMessage())));
        context.removeLast();
      }
    }
  }

  private static String footer(Reply reply) {
    return String.format(
        Locale.ROOT,
        "      %d tokens, %.1f tokens/s, acceptance length %.2f%s",
        reply.tokens().size(),
        reply.decodeTokensPerSecond(),
        reply.finished().getAcceptanceLength(),
        reply.started().getDraftVersion().isEmpty() ? ", no draft" : "");
  }
}
