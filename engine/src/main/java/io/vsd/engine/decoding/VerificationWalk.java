package io.vsd.engine.decoding;

import io.vsd.engine.tokentree.TokenTree;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Drafter-invariant verification: at each node the target chooses its token as if it decoded alone;
 * if a child carries that token the walk goes there, otherwise the token is the bonus token and the
 * walk ends.
 *
 * <p>So whatever the tree, the committed tokens are those of plain decoding; only their number
 * depends on the tree.
 */
public final class VerificationWalk {
  private VerificationWalk() {}

  /**
   * Walks a tree.
   *
   * @param firstPosition absolute position of the token that the root's logits choose
   * @param logitsOfRow [vocab] logits of a row: 0 is the root, {@code i + 1} is node i; asked once
   *     for each row on the accepted path
   */
  public static Verification walk(
      TokenTree tree, long firstPosition, TokenChooser chooser, IntFunction<float[]> logitsOfRow) {
    int[] accepted = new int[tree.maxDepth()];
    int depth = 0;
    int node = TokenTree.ROOT;
    while (true) {
      int token = chooser.choose(logitsOfRow.apply(node + 1), firstPosition + depth);
      int child = tree.child(node, token);
      if (child < 0) {
        return new Verification(Arrays.copyOf(accepted, depth), token);
      }
      accepted[depth++] = child;
      node = child;
    }
  }
}
