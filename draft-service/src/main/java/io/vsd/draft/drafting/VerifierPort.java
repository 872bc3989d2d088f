package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;

/** The verifiers, as one request sees them: at most one open stream at a time. */
public interface VerifierPort extends AutoCloseable {

  /**
   * Opens a stream on a verifier, another than the last one where there is one. An earlier stream
   * is closed first.
   *
   * @return {@link Observation.Opened}, or what went wrong
   */
  Observation open(OpenCommand command);

  /**
   * Sends a proposal on the open stream and waits for the verdict.
   *
   * @return {@link Observation.Judged}, or what went wrong
   */
  Observation propose(long round, Proposal proposal);

  /** Closes the stream; the verifier frees the session's slot. */
  @Override
  void close();
}
