package io.vsd.engine.expert;

/**
 * A source of drafted tokens that knows a text by its tokens alone. It must be fast, some
 * microseconds: it is asked for every node that a tree might get.
 */
@FunctionalInterface
public interface Expert {

  /** What it expects after the text. */
  ExpertLaw after(NodeText text);
}
