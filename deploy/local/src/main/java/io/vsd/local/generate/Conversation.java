package io.vsd.local.generate;

import io.vsd.proto.generation.v1.ChatMessage;
import java.util.List;

/**
 * One line of a prompt file.
 *
 * @param id the line's own id, or its line number
 * @param domain label of the traffic; empty if the line has none
 * @param opening messages before the first reply, at least one
 * @param laterTurns user messages after each further reply, possibly none
 */
public record Conversation(
    String id, String domain, List<ChatMessage> opening, List<String> laterTurns) {
  public Conversation {
    opening = List.copyOf(opening);
    laterTurns = List.copyOf(laterTurns);
    if (opening.isEmpty()) {
      throw new IllegalArgumentException("no message");
    }
  }

  /** Number of replies it asks for. */
  public int replies() {
    return 1 + laterTurns.size();
  }

  /** A message of a role. */
  public static ChatMessage message(String role, String content) {
    return ChatMessage.newBuilder().setRole(role).setContent(content).build();
  }
}
