package io.vsd.engine.hub;

/** Hears how a pull goes on. Called from the pulling thread. */
public interface PullProgress {

  /** Bytes of one file so far; {@code total} is -1 where the size is not known. */
  void bytes(String file, long done, long total);

  /** A line for people: which source is used and why. */
  default void message(String text) {}

  /** Hears nothing. */
  static PullProgress silent() {
    return (file, done, total) -> {};
  }
}
