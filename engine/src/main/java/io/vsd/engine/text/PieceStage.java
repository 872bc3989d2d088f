package io.vsd.engine.text;

import java.util.function.Consumer;

/**
 * One step of a decoder as a stream: pieces of text go in and come out in order, and what depends
 * on a later piece is held back. The pieces that came out when {@link #end} returns are those of
 * the same step in the library {@code tokenizers} (its {@code decode_chain}, tokenizers/src) on the
 * whole list. One instance belongs to one stream.
 */
interface PieceStage {

  /** Takes the next piece. */
  void piece(String piece, Consumer<String> out);

  /** Nothing follows; gives out what was held back. */
  default void end(Consumer<String> out) {}
}
