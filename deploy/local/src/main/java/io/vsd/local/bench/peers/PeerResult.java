package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Everything about one row.
 *
 * @param figures its speeds
 * @param facts what the contender says about itself
 * @param agreement with our text; empty for the row that it is compared with
 */
record PeerResult(PeerFigures figures, JsonNode facts, Optional<GreedyAgreement> agreement) {

  ObjectNode toJson() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    figures.decode().ifPresent(i -> node.set("decode_tokens_per_second", i.toJson()));
    figures.prefill().ifPresent(i -> node.set("prefill_tokens_per_second", i.toJson()));
    node.putPOJO("decode_by_turn", finite(figures.decodeSpeeds()));
    node.putPOJO("prefill_by_turn", finite(figures.prefillSpeeds()));
    agreement.ifPresent(a -> node.set("greedy_agreement", a.toJson()));
    node.set("facts", facts);
    return node;
  }

  private static double[] finite(java.util.List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).toArray();
  }
}
