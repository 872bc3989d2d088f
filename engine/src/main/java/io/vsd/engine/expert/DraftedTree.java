package io.vsd.engine.expert;

import io.vsd.engine.tokentree.TokenTree;
import java.util.List;

/**
 * A proposal and what its draft thinks of it.
 *
 * @param tree the tokens
 * @param origins for each node the expert that it owes most to
 * @param expectedAccepted how many nodes are expected to be accepted
 * @param times where drafting spent its time
 */
public record DraftedTree(
    TokenTree tree, List<ExpertKind> origins, double expectedAccepted, DraftTimes times) {

  private static final DraftedTree EMPTY =
      new DraftedTree(TokenTree.empty(), List.of(), 0, DraftTimes.NONE);

  public DraftedTree {
    origins = List.copyOf(origins);
    if (origins.size() != tree.size()) {
      throw new IllegalArgumentException(
          "%d origins of %d nodes".formatted(origins.size(), tree.size()));
    }
  }

  /** Nothing is proposed. */
  public static DraftedTree empty() {
    return EMPTY;
  }
}
