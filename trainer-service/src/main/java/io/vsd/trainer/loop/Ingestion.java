package io.vsd.trainer.loop;

import io.vsd.trainer.promotion.LiveWatch;
import io.vsd.trainer.recording.AssemblyOutcome;
import io.vsd.trainer.recording.Decoded;
import io.vsd.trainer.recording.RecordedSession;
import io.vsd.trainer.recording.SessionAssembly;
import io.vsd.trainer.recording.SessionRecord;
import io.vsd.trainer.recording.SessionRecordMapper;
import io.vsd.trainer.replay.DeliveredRecords;
import io.vsd.trainer.replay.HeldOutSessions;
import io.vsd.trainer.replay.HoldOut;
import io.vsd.trainer.replay.LearnedSessions;
import io.vsd.trainer.replay.ReplayBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Everything the trainer remembers of the log: open sessions, replay buffer, held-out sessions,
 * realised acceptance, and what it has seen, so that nothing counts twice that comes twice. A pure
 * function of the records, so a restarted trainer gets it back by reading the log again.
 */
public final class Ingestion {

  /** What one record led to. */
  public sealed interface Ingested {
    /** Nothing to act on. */
    record Nothing() implements Ingested {}

    /**
     * A session was added to the replay buffer.
     *
     * @param goesOn whether an earlier part of the same session was added before
     */
    record Learnable(RecordedSession session, boolean goesOn) implements Ingested {}

    /** A session was held out. */
    record HeldOut() implements Ingested {}

    /** The record is of no use to anybody. */
    record Poison(String reason) implements Ingested {}
  }

  private static final Ingested NOTHING = new Ingested.Nothing();

  private final DeliveredRecords delivered = new DeliveredRecords();
  private final LearnedSessions learned = new LearnedSessions();
  private final SessionAssembly assembly;
  private final HoldOut holdOut;
  private final ReplayBuffer buffer;
  private final HeldOutSessions heldOut;
  private final LiveWatch watch;
  private final Map<AssemblyOutcome.Reason, Long> ignored =
      new EnumMap<>(AssemblyOutcome.Reason.class);
  private long ownSessions;
  private long otherSessions;
  private String otherTarget = "";

  /** Starts from empty parts. */
  public Ingestion(
      SessionAssembly assembly,
      HoldOut holdOut,
      ReplayBuffer buffer,
      HeldOutSessions heldOut,
      LiveWatch watch) {
    this.assembly = assembly;
    this.holdOut = holdOut;
    this.buffer = buffer;
    this.heldOut = heldOut;
    this.watch = watch;
  }

  /** Takes the next record's value. */
  public Ingested accept(byte[] value) {
    return switch (SessionRecordMapper.decode(value)) {
      case Decoded.Poison poison -> new Ingested.Poison(poison.reason());
      case Decoded.Event event ->
          delivered.seenBefore(value)
              ? ignore(AssemblyOutcome.Reason.DUPLICATE)
              : accept(event.record());
    };
  }

  private Ingested accept(SessionRecord record) {
    AssemblyOutcome outcome = assembly.accept(record);
    countTarget(record, outcome);
    if (!(outcome instanceof AssemblyOutcome.Poisoned) && !isDuplicate(outcome)) {
      watch.accept(record);
    }
    return switch (outcome) {
      case AssemblyOutcome.Pending _ -> NOTHING;
      case AssemblyOutcome.Ignored useless -> ignore(useless.reason());
      case AssemblyOutcome.Poisoned poisoned -> new Ingested.Poison(poisoned.reason());
      case AssemblyOutcome.Completed completed ->
          learned
              .fresh(completed.session())
              .map(fresh -> keep(fresh, goesOn(completed.session(), fresh)))
              .orElseGet(() -> ignore(AssemblyOutcome.Reason.DUPLICATE));
    };
  }

  private Ingested ignore(AssemblyOutcome.Reason reason) {
    ignored.merge(reason, 1L, Long::sum);
    return NOTHING;
  }

  private void countTarget(SessionRecord record, AssemblyOutcome outcome) {
    if (record instanceof SessionRecord.Opened opened) {
      if (outcome instanceof AssemblyOutcome.Ignored useless
          && useless.reason() == AssemblyOutcome.Reason.OTHER_TARGET) {
        otherSessions++;
        otherTarget = opened.fingerprint();
      } else {
        ownSessions++;
      }
    }
  }

  /** Sessions by whose text they are. */
  public TrainerProgress.Sessions sessions() {
    return new TrainerProgress.Sessions(ownSessions, otherSessions, otherTarget);
  }

  /** Sessions to learn from. */
  public ReplayBuffer buffer() {
    return buffer;
  }

  /** Sessions to judge with. */
  public HeldOutSessions heldOut() {
    return heldOut;
  }

  /** Realised acceptance of every draft version. */
  public LiveWatch watch() {
    return watch;
  }

  /** Sessions under way. */
  public SessionAssembly assembly() {
    return assembly;
  }

  /** Records of no use so far, by reason. */
  public Map<AssemblyOutcome.Reason, Long> ignored() {
    return Map.copyOf(ignored);
  }

  private static boolean isDuplicate(AssemblyOutcome outcome) {
    return outcome instanceof AssemblyOutcome.Ignored useless
        && useless.reason() == AssemblyOutcome.Reason.DUPLICATE;
  }

  /** What is fresh begins behind the beginning of the answer where that was taken before. */
  private static boolean goesOn(RecordedSession whole, RecordedSession fresh) {
    return fresh.firstAnswer() > whole.firstAnswer();
  }

  private Ingested keep(RecordedSession session, boolean goesOn) {
    if (holdOut.holdsOut(session.id())) {
      heldOut.add(session);
      return new Ingested.HeldOut();
    }
    buffer.add(session);
    return new Ingested.Learnable(session, goesOn);
  }
}
