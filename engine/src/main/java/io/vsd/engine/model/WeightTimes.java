package io.vsd.engine.model;

/**
 * What a forward cannot be faster than: the time to read its weights and to multiply by them. For
 * measurements; nothing else may run on the model meanwhile.
 */
public interface WeightTimes {

  /** Bytes that one row's forward reads of the linear layers and the head. */
  long bytes();

  /** Milliseconds to read all of them once, on all threads. */
  double readMillis();

  /** Milliseconds of all linear layers and the head, with nothing between them. */
  double linearMillis(int rows);
}
