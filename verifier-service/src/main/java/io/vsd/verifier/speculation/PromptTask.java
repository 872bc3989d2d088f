package io.vsd.verifier.speculation;

import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import io.vsd.verifier.events.RoundRecord.Times;
import io.vsd.verifier.events.SessionRecord;
import io.vsd.verifier.scheduling.Pass;
import io.vsd.verifier.scheduling.RowDemand;
import io.vsd.verifier.scheduling.RowDemand.Kind;
import io.vsd.verifier.scheduling.RowTask;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.SessionState;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Opens a session: computes its prompt chunk by chunk, chooses the first token and answers. What
 * the slot holds already when it is opened is not computed again.
 */
final class PromptTask implements RowTask {
  /** Chunks end at multiples of this, which is where blocks of keys and values end. */
  static final int BLOCK = 64;

  private final LiveSession session;
  private final StreamEnd stream;
  private final int[] tokens;
  private final QueueTime queueTime = new QueueTime();
  private byte[] features = new byte[0];
  private long forwardNanos;
  private int firstToken;

  PromptTask(LiveSession session, StreamEnd stream) {
    this.session = session;
    this.stream = stream;
    this.tokens = session.open().tokenIds();
  }

  @Override
  public Optional<RowDemand> demand() {
    return Optional.of(new RowDemand(Kind.PROMPT, chunk(session.cachedTokens(), BLOCK)));
  }

  private int chunk(int from, int rows) {
    return Math.min(Math.min(tokens.length - from, rows), BLOCK - from % BLOCK);
  }

  @Override
  public RowRequest request(int rows) {
    queueTime.begin();
    // Not opened before it is needed: what neighbours compute until then may be reused.
    KvSlot slot = session.hasSlot() ? session.slot() : openSlot();
    int from = slot.length();
    int chunk = chunk(from, rows);
    boolean last = from + chunk == tokens.length;
    return RowRequest.chain(
        slot, Arrays.copyOfRange(tokens, from, from + chunk), last ? chunk - 1 : chunk);
  }

  private KvSlot openSlot() {
    KvSlot slot = session.openSlot();
    if (session.keepFeatures() && slot.length() > 0) {
      keep(slot.reusedFeatures(), 0, slot.length());
    }
    return slot;
  }

  @Override
  public void answer(TreeForward forward, Pass pass) {
    forwardNanos += pass.nanos();
    long start = System.nanoTime();
    int from = session.cachedTokens();
    if (session.keepFeatures()) {
      keep(forward.features(allRows(forward)), from, forward.rows());
    }
    if (from + forward.rows() < tokens.length) {
      return;
    }
    firstToken = session.chooser().choose(forward.logits(forward.rows() - 1), tokens.length);
    SessionState opened =
        SessionState.opened(session.open(), session.serving().limits(), firstToken);
    Times times =
        new Times(
            queueTime.nanosSince(session.repliedAt()),
            new Pass(forwardNanos, 0, 0),
            System.nanoTime() - start);
    session.reply(
        opened,
        ResponseMapper.opened(
            session.serving().limits().fingerprint(),
            opened,
            session.open().features() ? features : new byte[0],
            times));
    session.serving().metrics().time(times);
  }

  private void keep(byte[] part, int from, int rows) {
    int width = part.length / rows;
    if (features.length == 0) {
      features = new byte[width * tokens.length];
    }
    System.arraycopy(part, 0, features, width * from, part.length);
  }

  private static int[] allRows(TreeForward forward) {
    return IntStream.range(0, forward.rows()).toArray();
  }

  @Override
  public boolean settle(TreeForward forward) {
    session.slot().commit(allRows(forward));
    if (session.state().isEmpty()) {
      return false;
    }
    if (session.logMode() != ConsentMode.OFF) {
      session
          .serving()
          .log()
          .opened(
              session.logMode(),
              new SessionRecord(
                  session.open(),
                  session.serving().limits().fingerprint(),
                  session.serving().target().facts().hiddenSize(),
                  firstToken,
                  session.loggedLaw(forward, forward.rows() - 1),
                  features));
    }
    return true;
  }

  @Override
  public void failed(Throwable cause) {
    stream.failed(cause);
  }
}
