package io.vsd.local.bench.peers;

import io.vsd.local.generate.Conversation;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompts of the turns as token ids, the same for every contender. The long ones begin
 * differently each time, so that no cache of prefixes can answer.
 */
record Prompts(List<int[]> shortOnes, List<int[]> longOnes) {

  /** Encodes what so many turns need with the model's own tokenizer. */
  static Prompts encode(
      List<Conversation> conversations, int turns, int longTokens, PeerProcess encoder)
      throws PeerException, InterruptedException {
    List<String> texts =
        conversations.stream().map(c -> c.opening().getLast().getContent()).toList();
    List<int[]> shortOnes = new ArrayList<>();
    List<int[]> longOnes = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      shortOnes.add(ids(encoder.encode(texts.get(turn % texts.size())), Integer.MAX_VALUE));
      longOnes.add(longPrompt(texts, turn, longTokens, encoder));
    }
    return new Prompts(shortOnes, longOnes);
  }

  private static int[] longPrompt(List<String> texts, int turn, int longTokens, PeerProcess encoder)
      throws PeerException, InterruptedException {
    StringBuilder text = new StringBuilder("Turn " + turn + ".");
    List<Integer> ids = List.of();
    for (int next = turn; ids.size() < longTokens; ) {
      // A token has a character or more, so that this many suffice for what is missing.
      for (int missing = longTokens - ids.size(); missing > 0; next++) {
        String more = texts.get(next % texts.size());
        text.append(' ').append(more);
        missing -= more.length() + 1;
      }
      ids = encoder.encode(text.toString());
    }
    return ids(ids, longTokens);
  }

  private static int[] ids(List<Integer> tokens, int most) {
    return tokens.stream().limit(most).mapToInt(Integer::intValue).toArray();
  }
}
