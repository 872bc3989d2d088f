package io.vsd.trainer.loop;

import io.vsd.trainer.roundlog.LogRecord;
import io.vsd.trainer.roundlog.LogUnavailableException;
import io.vsd.trainer.roundlog.RoundLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Drives a {@link Trainer} from the log on one thread until interrupted. When anything fails, the
 * trainer is thrown away and another one made from the registry after a pause: what it had learned
 * since its last checkpoint is learned again, so nothing counts twice and nothing is lost.
 */
public final class TrainerLoop implements Runnable {

  /** Makes the log and a trainer on it; a new pair for every start. */
  public interface Assembly {
    /** A reader of the log. */
    RoundLog openLog();

    /** A trainer at the newest checkpoint. */
    Trainer newTrainer(String topic) throws IOException;
  }

  private static final Logger LOG = Logger.getLogger(TrainerLoop.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Assembly assembly;
  private final TrainerBoard board;
  private final Sleeper sleeper;
  private Duration pause = FIRST_PAUSE;

  /** Waits between two attempts; a seam for tests. */
  @FunctionalInterface
  public interface Sleeper {
    /** Waits that long. */
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Made from what it drives. */
  public TrainerLoop(Assembly assembly, TrainerBoard board, Sleeper sleeper) {
    this.assembly = assembly;
    this.board = board;
    this.sleeper = sleeper;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        board.turnTo(attempt());
        sleeper.sleep(pause);
        pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error fatal) {
      // Nothing begins again after this: the thread ends, and with it readiness.
      failed(fatal);
      throw fatal;
    }
  }

  private void failed(Throwable cause) {
    board.failure(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    board.turnTo(TrainerProgress.Activity.FAILED);
  }

  /** What the thread does until the next attempt. */
  private TrainerProgress.Activity attempt() throws InterruptedException {
    board.turnTo(TrainerProgress.Activity.STARTING);
    try (RoundLog log = assembly.openLog()) {
      Trainer trainer = assembly.newTrainer(log.topic());
      trainer.announceServing();
      catchUp(trainer, log);
      while (!Thread.currentThread().isInterrupted()) {
        trainer.setAsideDamaged();
        follow(trainer, log);
        board.failure("");
        pause = FIRST_PAUSE;
      }
      throw new InterruptedException();
    } catch (LogUnavailableException e) {
      LOG.warnf("the log does not answer, next try in %d ms: %s", pause.toMillis(), e.getMessage());
      return TrainerProgress.Activity.DISCONNECTED;
    } catch (IOException | RuntimeException e) {
      LOG.errorf(e, "the trainer failed and starts again from its last checkpoint");
      failed(e);
      return TrainerProgress.Activity.FAILED;
    }
  }

  private void follow(Trainer trainer, RoundLog log) throws IOException, InterruptedException {
    List<LogRecord> records = log.poll(POLL);
    if (records.isEmpty()) {
      board.turnTo(TrainerProgress.Activity.STARVED);
      board.reading(new TrainerProgress.Reading(log.lagRecords(), 0));
      return;
    }
    int left = records.size();
    for (LogRecord record : records) {
      board.reading(new TrainerProgress.Reading(log.lagRecords() + left--, record.timestampMs()));
      trainer.learn(record);
    }
  }

  /**
   * Reads what is retained before the trainer's offsets back into its memory, then goes to them.
   */
  static void catchUp(Trainer trainer, RoundLog log) throws InterruptedException {
    Map<Integer, Long> ends = log.rewind();
    trainer
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              if (next > ends.getOrDefault(partition, 0L)) {
                LOG.warnf(
                    "partition %d ends before the consumed offset %d: it is another log, read from"
                        + " its beginning",
                    partition, next);
                trainer.forgetOffset(partition);
              }
            });
    Map<Integer, Long> targets = trainer.nextOffsets();
    if (targets.isEmpty()) {
      return;
    }
    while (isBehind(log.positions(), targets)) {
      for (LogRecord record : log.poll(POLL)) {
        if (record.offset() < targets.getOrDefault(record.partition(), 0L)) {
          trainer.remember(record);
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
    log.seek(targets);
  }

  private static boolean isBehind(Map<Integer, Long> positions, Map<Integer, Long> targets) {
    return targets.entrySet().stream()
        .anyMatch(t -> positions.getOrDefault(t.getKey(), 0L) < t.getValue());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
