package io.vsd.draft.generation;

import java.util.List;

/** The target's tokenizer and chat template. Thread-safe. */
public interface TargetText {

  /**
   * Token ids of a prompt; none is added. Whether special tokens in it are special, the operator
   * chose.
   *
   * @throws IllegalArgumentException when it carries characters that this choice reserves
   */
  int[] encode(String prompt);

  /**
   * A conversation as the model wants to read it, up to where the assistant speaks; for {@link
   * #encodeRendered} only.
   *
   * @throws IllegalArgumentException when the template or the tokenizer refuses it
   */
  String render(List<Turn> turns);

  /** Token ids of a rendered conversation, the template's special tokens among them. */
  int[] encodeRendered(String rendered);

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
