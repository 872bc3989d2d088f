package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;

/** One runtime with the model loaded. Used by one thread. */
interface Contender extends AutoCloseable {
  /** Which row of the table it is. */
  PeerRow row();

  /** What it says about itself: versions, threads, instruction sets. */
  JsonNode facts();

  /**
   * Decodes greedily behind these token ids, an end token or {@code maxTokens} ends it.
   *
   * @throws PeerException if it fails or does not answer in time
   */
  PeerReply reply(int[] prompt, int maxTokens) throws PeerException, InterruptedException;

  @Override
  void close();
}
