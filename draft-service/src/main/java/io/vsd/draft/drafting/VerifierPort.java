package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.engine.price.RoundCosts;

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
   * Sends a proposal on the open stream and waits for the verdict. A round that was asked for ahead
   * is only waited for.
   *
   * @param plainFollows whether the next round is plain whatever the verdict, if there is one: it
   *     may be asked for ahead, so that the verifier goes on while this verdict is on its way
   * @return {@link Observation.Judged}, or what went wrong
   */
  Observation propose(long round, Proposal proposal, boolean plainFollows);

  /** Whether a round was asked for ahead on the open stream; it is plain. */
  boolean askedAhead(long round);

  /** What the next round on the open stream costs, but for the drafting. */
  RoundCosts costs();

  /** Closes the stream; the verifier frees the session's slot. */
  @Override
  void close();
}
