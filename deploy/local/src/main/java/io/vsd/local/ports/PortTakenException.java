package io.vsd.local.ports;

/** A port that a person fixed is taken; the message names it and, where known, who has it. */
public final class PortTakenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  PortTakenException(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
