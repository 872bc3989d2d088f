package io.vsd.local.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.client.Reply;
import io.vsd.proto.speculation.v1.FinishReason;

/**
 * One reply of a batch.
 *
 * @param id id of its conversation
 * @param turn index of the reply in the conversation, from 0
 * @param reply what the service sent
 */
public record Answer(String id, int turn, Reply reply) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The output line. */
  public String toJson() throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", id);
    node.put("turn", turn);
    ArrayNode prompt = node.putArray("prompt_ids");
    reply.started().getPromptIdsList().forEach(prompt::add);
    ArrayNode tokens = node.putArray("token_ids");
    reply.tokenIds().forEach(tokens::add);
    node.put("text", reply.text());
    node.put("finish_reason", finishReason(reply.finished().getFinishReason()));
    node.put("acceptance_length", reply.finished().getAcceptanceLength());
    node.put("rounds", reply.finished().getRounds());
    node.put("seconds", reply.finished().getSeconds());
    return JSON.writeValueAsString(node);
  }

  private static String finishReason(FinishReason reason) {
    return switch (reason) {
      case FINISH_REASON_STOP -> "stop";
      case FINISH_REASON_LENGTH -> "length";
      case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
