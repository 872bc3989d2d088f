package io.vsd.engine.expert;

/**
 * The text that ends at a node of a tree: what is committed, then the drafted path. Read backwards,
 * as experts do.
 */
public interface NodeText {

  /** Tokens of it. */
  int length();

  /**
   * A token by its distance from the end: 0 is the last.
   *
   * @throws IndexOutOfBoundsException when it has fewer tokens
   */
  int fromEnd(int distance);
}
