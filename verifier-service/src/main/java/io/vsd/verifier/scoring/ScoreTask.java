package io.vsd.verifier.scoring;

import com.google.protobuf.UnsafeByteOperations;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.model.TreeForward;
import io.vsd.proto.speculation.v1.ScoreResponse;
import io.vsd.verifier.scheduling.Pass;
import io.vsd.verifier.scheduling.RowDemand;
import io.vsd.verifier.scheduling.RowDemand.Kind;
import io.vsd.verifier.scheduling.RowTask;
import io.vsd.verifier.target.Target;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Teacher-forces given tokens in chunks: each chunk is a chain of rows in the same forward pass
 * that verifies trees. Runs on the device thread, which may serve sessions between two chunks.
 */
final class ScoreTask implements RowTask {
  /** Tokens of a chunk, so that a waiting session waits for one forward of this size at most. */
  static final int CHUNK = 32;

  private final Target target;
  private final ScoreCommand command;
  private final ScoreReplies replies;
  private @Nullable KvSlot slot;

  ScoreTask(Target target, ScoreCommand command, ScoreReplies replies) {
    this.target = target;
    this.command = command;
    this.replies = replies;
  }

  @Override
  public Optional<RowDemand> demand() {
    if (replies.cancelled()) {
      close();
      return Optional.empty();
    }
    int left = command.tokenIds().length - (slot == null ? 0 : slot.length());
    return Optional.of(new RowDemand(Kind.PROMPT, Math.min(left, CHUNK)));
  }

  @Override
  public RowRequest request(int rows) {
    int[] tokens = command.tokenIds();
    if (slot == null) {
      slot = target.openSlot(tokens.length);
    }
    int from = slot.length();
    int firstLaw = Math.clamp(command.from() - from, 0, rows);
    return RowRequest.chain(slot, Arrays.copyOfRange(tokens, from, from + rows), firstLaw);
  }

  @Override
  public void answer(TreeForward forward, Pass pass) {
    int from = Objects.requireNonNull(slot).length();
    replies.send(response(forward, from, from + forward.rows()));
  }

  @Override
  public boolean settle(TreeForward forward) {
    KvSlot scored = Objects.requireNonNull(slot);
    scored.commit(IntStream.range(0, forward.rows()).toArray());
    if (scored.length() < command.tokenIds().length) {
      return false;
    }
    close();
    replies.complete();
    return true;
  }

  private ScoreResponse response(TreeForward forward, int from, int to) {
    ScoreResponse.Builder response = ScoreResponse.newBuilder().setFrom(from);
    for (int position = Math.max(from, command.from()); position < to; position++) {
      TopLogProbs law = TopLogProbs.of(forward.law(position - from), command.topK());
      var message = response.addLawsBuilder();
      for (int k = 0; k < law.tokenIds().length; k++) {
        message.addTokenIds(law.tokenIds()[k]).addLogProbs(law.logProbs()[k]);
      }
    }
    if (command.features()) {
      byte[] features = forward.features(IntStream.range(0, to - from).toArray());
      response.setFeatures(UnsafeByteOperations.unsafeWrap(features));
    }
    return response.build();
  }

  private void close() {
    if (slot != null) {
      slot.close();
      slot = null;
    }
  }

  @Override
  public void failed(Throwable cause) {
    close();
    replies.failed(cause);
  }
}
