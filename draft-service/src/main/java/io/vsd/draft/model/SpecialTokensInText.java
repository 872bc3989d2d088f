package io.vsd.draft.model;

/** What special tokens that a person writes in a prompt or a message become. */
public enum SpecialTokensInText {
  /** Special tokens, as transformers does by default. */
  PARSE,
  /** Text: only the chat template's own special tokens are special. */
  TEXT
}
