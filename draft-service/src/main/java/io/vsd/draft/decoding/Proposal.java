package io.vsd.draft.decoding;

import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.tokentree.TokenTree;
import java.util.List;

/**
 * What one round asks the verifier to check.
 *
 * @param tree drafted tokens below the last committed one; empty asks for one plain token
 * @param origins for each node the expert that it owes most to
 * @param draftVersion checkpoint that drafted; empty when nothing was drafted, or without a
 *     checkpoint
 * @param draftNanos time that drafting took
 * @param expectedAccepted how many nodes the draft expects to be accepted
 * @param kind drafted if there are nodes, else why there are none
 */
public record Proposal(
    TokenTree tree,
    List<ExpertKind> origins,
    String draftVersion,
    long draftNanos,
    double expectedAccepted,
    RoundKind kind) {

  public Proposal {
    origins = List.copyOf(origins);
  }

  /** A round of plain decoding, for that reason. */
  public static Proposal plain(RoundKind why) {
    return new Proposal(TokenTree.empty(), List.of(), "", 0, 0, why);
  }

  /** The same after drafting took that long. */
  public Proposal took(long nanos) {
    return new Proposal(tree, origins, draftVersion, nanos, expectedAccepted, kind);
  }

  /** Whether nothing is proposed. */
  public boolean isPlain() {
    return tree.size() == 0;
  }
}
