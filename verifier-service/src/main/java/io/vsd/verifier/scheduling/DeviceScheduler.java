package io.vsd.verifier.scheduling;

import io.vsd.verifier.scheduling.DeviceQueue.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The one thread that owns the device. Before each forward it gathers what waits, for a moment also
 * what {@link Companions} expects, and lets {@link BatchPlanner} decide what goes in. Background
 * work runs only while no session has any.
 *
 * <p>Thread safe. Queued commands of sessions and background tasks are bounded in number (and so in
 * bytes, by the size of a message); what does not fit is refused at once. Calls between forwards
 * and the closing of a lane are always accepted.
 */
public final class DeviceScheduler implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DeviceScheduler.class);

  private final DeviceQueue queue;
  private final BatchPlanner planner;
  private final BatchMetrics metrics;
  private volatile ForwardPass pass =
      requests -> {
        throw new IllegalStateException("no target is served yet");
      };
  private final Thread thread;
  private final Companions companions = new Companions();
  private int repliesRunning;
  private long lastForwardNanos;
  private long lastForwardEnd;
  private boolean promptOwed;

  /** Starts the device thread. */
  public DeviceScheduler(QueueLimits queueLimits, BatchLimits batchLimits, BatchMetrics metrics) {
    this.queue = new DeviceQueue(queueLimits);
    this.planner = new BatchPlanner(batchLimits);
    this.metrics = metrics;
    this.thread = Thread.ofPlatform().name("device").start(this::work);
  }

  /** From now on rows are computed by this. */
  public void serve(ForwardPass target) {
    pass = target;
  }

  /** A queue for a new session. */
  public Lane openLane() {
    return new Lane();
  }

  /** Queues a session's work; false when the lane is closed, or the queue too full for rows. */
  public boolean submit(Lane lane, DeviceTask task) {
    return queue.submit(lane, task);
  }

  /**
   * Forgets a lane's queued work and runs {@code cleanup} on the device thread, between two
   * forwards.
   */
  public void close(Lane lane, Runnable cleanup) {
    queue.close(lane, new Cleanup(cleanup));
  }

  /** Queues background work; false when there is too much of it. */
  public boolean submitBackground(RowTask task) {
    return queue.submitBackground(task);
  }

  /** Session commands waiting for the device. */
  public int queuedCommands() {
    return queue.queuedCommands();
  }

  /** Nanoseconds since the device last worked for a session, 0 while it does. */
  public long idleNanos() {
    return queue.idleNanos();
  }

  /**
   * Says whether a reply runs on a lane: while one does, prompts are computed in small chunks. For
   * the device thread only.
   */
  public void replyRuns(Lane lane, boolean runs) {
    if (lane.replying != runs) {
      lane.replying = runs;
      repliesRunning += runs ? 1 : -1;
    }
  }

  private void work() {
    Optional<List<Held>> work = await();
    while (work.isPresent()) {
      if (work.get().isEmpty()) {
        queue.takeBackground().ifPresent(this::runBackground);
      } else {
        runForward(gather(work.get()));
      }
      work = await();
    }
  }

  private Optional<List<Held>> await() {
    queue.awaitWork();
    int came = queue.readyReplies();
    long patience = companions.patience(repliesRunning - came, lastForwardNanos);
    long deadline = lastForwardEnd + patience;
    if (patience > 0 && deadline - System.nanoTime() > 0) {
      queue.awaitReplies(repliesRunning, deadline);
      companions.waited(queue.readyReplies() > came);
    }
    return queue.take();
  }

  private record Asking(Held work, RowTask task, RowDemand demand) {}

  /** Does what needs no forward, and finds out what the rest wants. */
  private List<Asking> gather(List<Held> lanes) {
    List<Asking> asking = new ArrayList<>();
    for (Held work : lanes) {
      switch (work.task()) {
        case DeviceCall call -> {
          if (queue.begin(work)) {
            boolean _ = Attempts.succeeds(call, call::run);
            queue.finish(work, true);
          }
        }
        case RowTask task ->
            demand(task)
                .ifPresentOrElse(
                    demand -> asking.add(new Asking(work, task, demand)),
                    () -> {
                      if (queue.begin(work)) {
                        queue.finish(work, true);
                      }
                    });
      }
    }
    return asking;
  }

  private static Optional<RowDemand> demand(RowTask task) {
    List<RowDemand> wanted = new ArrayList<>();
    boolean _ = Attempts.succeeds(task, () -> task.demand().ifPresent(wanted::add));
    return wanted.stream().findFirst();
  }

  private void runForward(List<Asking> asking) {
    if (asking.isEmpty()) {
      return;
    }
    BatchPlan plan =
        planner.plan(asking.stream().map(Asking::demand).toList(), repliesRunning > 0, promptOwed);
    promptOwed = plan.promptOwed();
    Batch batch = new Batch();
    List<Held> begun = new ArrayList<>();
    List<Held> unserved = new ArrayList<>();
    List<Batch.Part> parts = new ArrayList<>();
    for (int i = 0; i < asking.size(); i++) {
      Held work = asking.get(i).work();
      if (plan.rows()[i] == 0) {
        unserved.add(work);
      } else if (queue.begin(work)) {
        begun.add(work);
        parts.add(batch.add(asking.get(i).task(), plan.rows()[i]));
      }
    }
    queue.putBack(unserved);
    long start = System.nanoTime();
    batch.run(pass, metrics);
    lastForwardEnd = System.nanoTime();
    lastForwardNanos = lastForwardEnd - start;
    for (int i = 0; i < begun.size(); i++) {
      queue.finish(begun.get(i), parts.get(i).over());
    }
  }

  private void runBackground(RowTask task) {
    Optional<RowDemand> demand = demand(task);
    if (demand.isEmpty()) {
      return;
    }
    BatchPlan plan = planner.plan(List.of(demand.get()), false, false);
    Batch batch = new Batch();
    Batch.Part part = batch.add(task, plan.totalRows());
    batch.run(pass, metrics);
    if (!part.over()) {
      queue.returnBackground(task);
    }
  }

  /** Lets session work that is queued end, drops background work, and waits for the thread. */
  @Override
  public void close() {
    queue.stop();
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
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

  private record Cleanup(Runnable cleanup) implements DeviceCall {
    @Override
    public void run() {
      cleanup.run();
    }

    @Override
    public void failed(Throwable cause) {
      LOG.error("closing a session failed", cause);
    }
  }
}
