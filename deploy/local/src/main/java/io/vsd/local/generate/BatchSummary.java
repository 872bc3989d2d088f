package io.vsd.local.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Sums over a batch. Not thread safe: the writing thread owns it. */
public final class BatchSummary {
  private static final ObjectMapper JSON = new ObjectMapper();

  private long replies;
  private long tokens;
  private long decodedAfterFirst;
  private double decodeSeconds;
  private long rounds;
  private long reopened;
  private double wallSeconds;

  /** Counts one answer. */
  public void add(Answer answer) {
    replies++;
    int n = answer.reply().tokens().size();
    tokens += n;
    var finished = answer.reply().finished();
    rounds += finished.getRounds();
    reopened += finished.getReopened();
    if (n > 1) {
      decodedAfterFirst += n - 1;
      decodeSeconds += finished.getSeconds() - finished.getFirstTokenSeconds();
    }
  }

  /** Sets how long the whole batch took. */
  public void wallSeconds(double seconds) {
    this.wallSeconds = seconds;
  }

  /** Committed tokens a round over the whole batch, the first token of each reply left out. */
  public double acceptanceLength() {
    return rounds == 0 ? 0 : (double) decodedAfterFirst / rounds;
  }

  /** One line for people. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%d replies, %d tokens in %.1f s (%.1f tokens/s); a reply decodes %.1f tokens/s,"
            + " acceptance length %.2f",
        replies,
        tokens,
        wallSeconds,
        perSecond(tokens, wallSeconds),
        perSecond(decodedAfterFirst, decodeSeconds),
        acceptanceLength());
  }

  /** The same for programs. */
  public String toJson() throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    node.put("replies", replies);
    node.put("tokens", tokens);
    node.put("seconds", wallSeconds);
    node.put("tokens_per_second", perSecond(tokens, wallSeconds));
    node.put("decode_tokens_per_second", perSecond(decodedAfterFirst, decodeSeconds));
    node.put("acceptance_length", acceptanceLength());
    node.put("rounds", rounds);
    node.put("reopened", reopened);
    return JSON.writeValueAsString(node);
  }

  private static double perSecond(long count, double seconds) {
    return seconds > 0 ? count / seconds : 0;
  }
}
