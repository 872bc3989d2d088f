package io.vsd.draft.decoding;

import io.vsd.engine.tokentree.TokenTree;

/**
 * What one round asks the verifier to check.
 *
 * @param tree drafted tokens below the last committed one; empty asks for one plain token
 * @param draftVersion checkpoint that drafted; empty when nothing was drafted
 * @param draftNanos time that drafting took
 */
public record Proposal(TokenTree tree, String draftVersion, long draftNanos) {

  /** A round of plain decoding. */
  public static Proposal plain() {
    return new Proposal(TokenTree.empty(), "", 0);
  }

  /** A round of plain decoding after drafting was tried for that long. */
  public static Proposal plainAfter(long draftNanos) {
    return new Proposal(TokenTree.empty(), "", draftNanos);
  }

  /** Whether nothing is proposed. */
  public boolean isPlain() {
    return tree.size() == 0;
  }
}
