package io.vsd.local.bench.peers;

/** A contender is not there, failed, or did not answer in time; the message says which and why. */
final class PeerException extends Exception {
  private static final long serialVersionUID = 1;

  PeerException(String message) {
    super(message);
  }

  PeerException(String message, Throwable cause) {
    super(message, cause);
  }
}
