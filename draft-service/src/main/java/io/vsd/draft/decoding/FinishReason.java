package io.vsd.draft.decoding;

/** Why a text ended, or that it has not. */
public enum FinishReason {
  /** More tokens follow. */
  NOT_FINISHED,
  /** A stop token was committed; it is the last token. */
  STOP,
  /** The token limit or the end of the context was reached. */
  LENGTH
}
