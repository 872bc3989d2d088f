package io.vsd.draft.generation;

import java.util.List;

/** The target's tokenizer and chat template. Thread-safe. */
public interface TargetText {

  /** Token ids of a text; special tokens in it are recognised, none is added. */
  int[] encode(String text);

  /**
   * A conversation as the model wants to read it, up to where the assistant speaks.
   *
   * @throws IllegalArgumentException when the template refuses it
   */
  String render(List<Turn> turns);

  /** Text of a new reply, token by token. */
  TokenText newReply();

  /** Number of tokens. */
  int vocabSize();

  /** Tokens that end a reply; a copy. */
  int[] stopTokenIds();

  /** Name of the model. */
  String modelName();

  /**
   * One message.
   *
   * @param role system, user or assistant
   */
  record Turn(String role, String content) {}

  /** Text that grows by whole characters. One thread at a time. */
  interface TokenText {
    /** Text that this token completes; may be empty. */
    String append(int id);

    /** What is held back. */
    String finish();
  }
}
