package io.vsd.draft.drafting;

import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.draft.decoding.Proposal;

/** Where a request's text goes. Calls may wait for a slow reader. */
public interface ReplySink {

  /**
   * Tokens were committed.
   *
   * @param committed the tokens and their round
   * @param proposal the round's proposal; a plain one for the first token of a stream
   * @throws RequestCancelled when nobody listens any more
   */
  void tokens(DecodingEvent.TokensCommitted committed, Proposal proposal) throws RequestCancelled;

  /**
   * Checks that somebody still listens.
   *
   * @throws RequestCancelled when nobody does
   */
  void checkOpen() throws RequestCancelled;

  /**
   * Waits, but no longer than the client does.
   *
   * @throws RequestCancelled when nobody listens any more
   */
  void pause(long millis) throws RequestCancelled;
}
