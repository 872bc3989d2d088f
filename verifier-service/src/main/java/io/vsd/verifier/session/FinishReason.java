package io.vsd.verifier.session;

/** Why a text ended. */
public enum FinishReason {
  /** It goes on. */
  NONE,
  /** A stop token was committed. */
  STOP,
  /** The wanted number of tokens or the context limit was reached. */
  LENGTH
}
