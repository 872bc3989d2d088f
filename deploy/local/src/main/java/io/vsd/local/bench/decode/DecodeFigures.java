package io.vsd.local.bench.decode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.Quantiles;
import io.vsd.proto.generation.v1.RoundBreakdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What the pairs of a category gave.
 *
 * @param prompts how many
 * @param plainTokensPerSecond of a session, from its first token on
 * @param speed of speculation over plain decoding
 * @param tokensARound bonus included
 * @param expectedTokensARound as the drafts expected
 * @param firstTokenMs median, with the draft
 * @param plainFirstTokenMs median, without
 * @param round where the time of rounds goes, with the draft
 * @param roundsByNodes rounds without nodes, with one, with two …
 */
record DecodeFigures(
    int prompts,
    double plainTokensPerSecond,
    SpeedRatio speed,
    double tokensARound,
    double expectedTokensARound,
    double firstTokenMs,
    double plainFirstTokenMs,
    Round round,
    List<Long> roundsByNodes) {

  private static final long BOOTSTRAP_SEED = 42;

  /** Mean milliseconds of a round. */
  record Round(
      double total, double draft, double wire, double queue, double verify, double bookkeeping) {}

  static DecodeFigures of(List<DecodePair> pairs) {
    List<DecodedReply> plain = pairs.stream().map(DecodePair::medianPlain).toList();
    List<DecodedReply> drafted = pairs.stream().map(DecodePair::medianSpeculative).toList();
    double rounds = sum(drafted, r -> (double) r.finished().getRounds());
    return new DecodeFigures(
        pairs.size(),
        sum(plain, r -> r.tokenIds().size() - 1.0) / sum(plain, DecodedReply::decodeSeconds),
        SpeedRatio.of(pairs, BOOTSTRAP_SEED),
        sum(drafted, DecodedReply::roundTokens) / rounds,
        sum(drafted, r -> r.finished().getExpectedTokens()) / rounds,
        medianFirstToken(drafted),
        medianFirstToken(plain),
        new Round(
            1e3 * sum(drafted, DecodedReply::decodeSeconds) / rounds,
            millis(drafted, RoundBreakdown::getDraftNanos, rounds),
            millis(drafted, RoundBreakdown::getTransportNanos, rounds),
            millis(drafted, RoundBreakdown::getQueueNanos, rounds),
            millis(drafted, RoundBreakdown::getDeviceNanos, rounds),
            millis(drafted, RoundBreakdown::getBookkeepingNanos, rounds)),
        byNodes(drafted));
  }

  private static double sum(List<DecodedReply> replies, Function<DecodedReply, Double> figure) {
    return replies.stream().mapToDouble(figure::apply).sum();
  }

  private static double millis(
      List<DecodedReply> replies, ToLongFunction<RoundBreakdown> part, double rounds) {
    return sum(replies, r -> part.applyAsLong(r.finished().getBreakdown()) / 1e6) / rounds;
  }

  private static double medianFirstToken(List<DecodedReply> replies) {
    return Quantiles.of(
        replies.stream().map(r -> 1e3 * r.finished().getFirstTokenSeconds()).toList(), 0.5);
  }

  private static List<Long> byNodes(List<DecodedReply> replies) {
    List<Long> rounds = new ArrayList<>();
    for (DecodedReply reply : replies) {
      for (int nodes = 0; nodes < reply.finished().getRoundsByNodesCount(); nodes++) {
        if (nodes == rounds.size()) {
          rounds.add(0L);
        }
        rounds.set(nodes, rounds.get(nodes) + reply.finished().getRoundsByNodes(nodes));
      }
    }
    return rounds;
  }

  /** Which part of the rounds had 0, 1, 2 … nodes, in percent. */
  String nodesByShare() {
    double all = Math.max(1, roundsByNodes.stream().mapToLong(Long::longValue).sum());
    List<String> shares = new ArrayList<>();
    for (int nodes = 0; nodes < roundsByNodes.size(); nodes++) {
      if (roundsByNodes.get(nodes) > 0) {
        shares.add(
            String.format(Locale.ROOT, "%d:%.0f", nodes, 100 * roundsByNodes.get(nodes) / all));
      }
    }
    return String.join(" ", shares);
  }

  ObjectNode toJson() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("prompts", prompts);
    node.put("plain_tokens_per_second", plainTokensPerSecond);
    node.set("over_plain", speed.toJson());
    node.put("tokens_a_round", tokensARound);
    node.put("expected_tokens_a_round", expectedTokensARound);
    node.put("first_token_ms", firstTokenMs);
    node.put("plain_first_token_ms", plainFirstTokenMs);
    node.putObject("round_ms")
        .put("total", round.total())
        .put("draft", round.draft())
        .put("wire", round.wire())
        .put("queue", round.queue())
        .put("verify", round.verify())
        .put("bookkeeping", round.bookkeeping());
    node.putPOJO("rounds_by_nodes", roundsByNodes);
    return node;
  }
}
