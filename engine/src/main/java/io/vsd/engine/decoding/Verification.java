package io.vsd.engine.decoding;

import io.vsd.engine.tokentree.TokenTree;

/**
 * The outcome of walking a tree: the tokens that one round commits.
 *
 * @param acceptedNodes node indices, root-most first, each a child of the one before
 * @param bonusToken the target's own token after the accepted path
 */
public record Verification(int[] acceptedNodes, int bonusToken) {
  /** Tokens committed by the round, the bonus token included. */
  public int acceptanceLength() {
    return acceptedNodes.length + 1;
  }

  /** The committed tokens: those of the accepted nodes, then the bonus token. */
  public int[] tokens(TokenTree tree) {
    int[] tokens = new int[acceptanceLength()];
    for (int i = 0; i < acceptedNodes.length; i++) {
      tokens[i] = tree.tokenId(acceptedNodes[i]);
    }
    tokens[acceptedNodes.length] = bonusToken;
    return tokens;
  }
}
