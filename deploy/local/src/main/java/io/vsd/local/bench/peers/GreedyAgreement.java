package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Whether greedy texts are ours. Where one parts from ours, our own scores tell whether its token
 * was as good: a near tie, which other arithmetic decides otherwise. What follows is another text
 * and is not compared.
 *
 * @param replies texts compared
 * @param equal texts that are ours to the end
 * @param nearTies texts that part at a near tie
 * @param equalTokens tokens before the texts part, of all texts together
 * @param widestGap logits that the other's token lies below ours where they part, at most
 */
record GreedyAgreement(int replies, int equal, int nearTies, int equalTokens, double widestGap) {
  /**
   * Logits within which two scores count as a tie: fp16 activations of this size of model err so.
   */
  static final double NEAR_TIE = 0.1;

  /** Tells the gap between our best token and another one behind a text. */
  interface Scores {
    double gap(int[] prefix, int token) throws PeerException, InterruptedException;
  }

  static GreedyAgreement of(
      List<int[]> prompts, List<PeerReply> ours, List<PeerReply> theirs, Scores scores)
      throws PeerException, InterruptedException {
    int compared = Math.min(ours.size(), theirs.size());
    int equal = 0;
    int ties = 0;
    int tokens = 0;
    double widest = 0;
    for (int i = 0; i < compared; i++) {
      List<Integer> mine = ours.get(i).tokens();
      List<Integer> other = theirs.get(i).tokens();
      int shared = sharedPrefix(mine, other);
      tokens += shared;
      if (shared == Math.min(mine.size(), other.size())) {
        equal++;
        continue;
      }
      double gap = scores.gap(joined(prompts.get(i), mine, shared), other.get(shared));
      widest = Math.max(widest, gap);
      ties += gap <= NEAR_TIE ? 1 : 0;
    }
    return new GreedyAgreement(compared, equal, ties, tokens, widest);
  }

  static int sharedPrefix(List<Integer> a, List<Integer> b) {
    int i = 0;
    while (i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i))) {
      i++;
    }
    return i;
  }

  private static int[] joined(int[] prompt, List<Integer> reply, int length) {
    int[] all = new int[prompt.length + length];
    System.arraycopy(prompt, 0, all, 0, prompt.length);
    for (int i = 0; i < length; i++) {
      all[prompt.length + i] = reply.get(i);
    }
    return all;
  }

  /** Texts that part where our scores see no tie. */
  int different() {
    return replies - equal - nearTies;
  }

  String describe() {
    String ends = "%d of %d".formatted(equal, replies);
    if (equal == replies) {
      return ends;
    }
    return String.format(Locale.ROOT, "%s, %d near ties, gap <= %.2f", ends, nearTies, widestGap);
  }

  ObjectNode toJson() {
    return new ObjectMapper()
        .createObjectNode()
        .put("replies", replies)
        .put("equal", equal)
        .put("near_ties", nearTies)
        .put("different", different())
        .put("equal_tokens", equalTokens)
        .put("widest_gap_logits", widestGap);
  }
}
