package io.vsd.engine.expert;

/** Texts for experts. */
final class Texts {
  private Texts() {}

  /** A text of those tokens. */
  static NodeText of(int... tokens) {
    return new NodeText() {
      @Override
      public int length() {
        return tokens.length;
      }

      @Override
      public int fromEnd(int distance) {
        return tokens[tokens.length - 1 - distance];
      }
    };
  }
}
