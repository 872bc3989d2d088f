package io.vsd.local.cli;

import java.util.function.Supplier;

/** An option has a value that it cannot have; the message names the option. */
final class WrongOptionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private WrongOptionException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }

  /** What the options ask for, where reading them throws only because of their values. */
  static <T> T read(Supplier<T> options) {
    try {
      return options.get();
    } catch (IllegalArgumentException e) {
      throw new WrongOptionException(e);
    }
  }
}
