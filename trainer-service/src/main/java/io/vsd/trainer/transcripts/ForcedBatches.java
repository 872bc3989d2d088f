package io.vsd.trainer.transcripts;

import io.vsd.engine.training.TargetTexts;
import io.vsd.engine.training.TrainingSequence;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Batches of training sequences in a fixed order, teacher-forced ahead by a thread of their own so
 * that target and draft compute side by side. The queue holds two batches (some megabytes each);
 * the target waits while it is full.
 */
final class ForcedBatches implements AutoCloseable {

  private static final int AHEAD = 2;

  /** What the thread hands over: a batch, or why there is none. */
  private record Handover(List<TrainingSequence> batch, @Nullable RuntimeException failure) {}

  private final BlockingQueue<Handover> queue = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;

  ForcedBatches(TargetTexts target, List<List<Transcript>> batches, int lawSize) {
    this.thread =
        Thread.ofPlatform()
            .name("teacher-forcing")
            .daemon()
            .start(() -> run(target, batches, lawSize));
  }

  private void run(TargetTexts target, List<List<Transcript>> batches, int lawSize) {
    try {
      for (List<Transcript> batch : batches) {
        queue.put(new Handover(force(target, batch, lawSize), null));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException e) {
    try {
      queue.put(new Handover(List.of(), e));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static List<TrainingSequence> force(TargetTexts target, List<Transcript> batch, int lawSize) {
    return target.read(batch.stream().map(Transcript::text).toList(), lawSize);
  }

  /** The next batch in order; throws what the target threw. */
  List<TrainingSequence> take() throws InterruptedException {
    Handover next = queue.take();
    if (next.failure() != null) {
      throw new IllegalStateException("teacher forcing failed", next.failure());
    }
    return next.batch();
  }

  /** Stops the thread and waits for it, so that the target may be closed. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
