package io.vsd.verifier.events;

import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.tokentree.TreeMass;
import io.vsd.verifier.scheduling.Pass;
import io.vsd.verifier.session.RoundProposal;
import io.vsd.verifier.session.RoundVerdict;
import java.util.List;

/**
 * What is logged of a round.
 *
 * @param proposal what was drafted
 * @param verdict what was committed
 * @param features of the root and the accepted nodes, little-endian fp16
 * @param laws at the root and at each accepted node, in order
 * @param mass where the target's probability lies relative to the tree
 * @param times where the round's time went
 */
public record RoundRecord(
    RoundProposal proposal,
    RoundVerdict verdict,
    byte[] features,
    List<TopLogProbs> laws,
    TreeMass mass,
    Times times) {
  public RoundRecord {
    laws = List.copyOf(laws);
  }

  /**
   * Where the time went.
   *
   * @param queueNanos waiting
   * @param pass the forward; of a prompt all of them, without rows and sessions
   * @param bookkeepingNanos everything else
   */
  public record Times(long queueNanos, Pass pass, long bookkeepingNanos) {}
}
