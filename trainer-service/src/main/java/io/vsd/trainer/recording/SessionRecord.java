package io.vsd.trainer.recording;

import io.vsd.engine.decoding.SamplingParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decoded record of the round log, free of protobuf. */
public sealed interface SessionRecord {

  /** Id of the request; a session that moves to another verifier keeps it. */
  String sessionId();

  /**
   * A verifier took the session.
   *
   * @param tokens prompt, then what was committed before on another verifier, {@code int32[n]}
   * @param firstToken the target's first own token, at position n
   * @param firstLaw what chose it; null when the record has none
   */
  record Opened(
      String sessionId,
      String fingerprint,
      int[] tokens,
      int promptLength,
      SamplingParameters sampling,
      String domain,
      int hiddenSize,
      int firstToken,
      @Nullable Law firstLaw,
      int featureChunks,
      boolean learnable)
      implements SessionRecord {}

  /**
   * Features of consecutive tokens of {@link Opened#tokens}.
   *
   * @param features {@code fp16[n, 3 * width]}, little-endian
   */
  record Features(String sessionId, int index, int fromPosition, byte[] features)
      implements SessionRecord {}

  /**
   * One verified round.
   *
   * @param treeTokens proposed tokens; empty for plain decoding and for records without ids
   * @param accepted indices of the accepted nodes, root-most first
   * @param bonusToken the target's own token after them, -1 when the text ended before it
   * @param features {@code fp16[1 + accepted, 3 * width]}, little-endian
   * @param laws what chose each committed token, in order
   */
  record Verified(
      String sessionId,
      long round,
      String draftVersion,
      int[] treeTokens,
      int[] parents,
      int[] accepted,
      int bonusToken,
      boolean bonus,
      byte[] features,
      List<Law> laws)
      implements SessionRecord {

    /** Tokens that this round committed. */
    public int committed() {
      return accepted.length + (bonus ? 1 : 0);
    }
  }

  /** The verifier let the session go; it may still be opened elsewhere. */
  record Closed(String sessionId) implements SessionRecord {}
}
