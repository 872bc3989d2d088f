package io.vsd.verifier.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import io.vsd.verifier.fixtures.HashTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceSchedulerTest {
  private final HashTarget target = new HashTarget();
  private final DeviceScheduler scheduler = scheduler();
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    scheduler.close();
    assertThat(target.openForwards).hasValue(0);
  }

  private DeviceScheduler scheduler() {
    DeviceScheduler opened =
        new DeviceScheduler(
            new QueueLimits(4, 2),
            new BatchLimits(16, 4),
            new BatchMetrics(new SimpleMeterRegistry()));
    opened.serve(target::forward);
    return opened;
  }

  @Test
  void sessionsShareForwardsStepByStep() throws InterruptedException {
    CountDownLatch gate = block();
    Lane a = scheduler.openLane();
    Lane b = scheduler.openLane();
    assertThat(scheduler.submit(a, steps("a", 2))).isTrue();
    assertThat(scheduler.submit(a, steps("A", 1))).isTrue();
    assertThat(scheduler.submit(b, steps("b", 2))).isTrue();
    gate.countDown();
    settle();
    assertThat(done).containsExactly("a1", "b1", "a2", "b2", "A1");
    assertThat(target.forwards).startsWith(List.of(1, 1), List.of(1, 1), List.of(1));
  }

  @Test
  void backgroundWorkWaitsForSessions() throws InterruptedException {
    CountDownLatch gate = block();
    assertThat(scheduler.submitBackground(steps("score", 2))).isTrue();
    Lane lane = scheduler.openLane();
    assertThat(scheduler.submit(lane, steps("a", 3))).isTrue();
    gate.countDown();
    settle();
    assertThat(done).containsExactly("a1", "a2", "a3", "score1", "score2");
  }

  @Test
  void refusesWhatDoesNotFit() throws InterruptedException {
    CountDownLatch gate = block();
    for (int i = 0; i < 4; i++) {
      assertThat(scheduler.submit(scheduler.openLane(), steps("x", 1))).isTrue();
    }
    assertThat(scheduler.queuedCommands()).isEqualTo(4);
    assertThat(scheduler.submit(scheduler.openLane(), steps("x", 1))).isFalse();
    assertThat(scheduler.submitBackground(steps("s", 1))).isTrue();
    assertThat(scheduler.submitBackground(steps("s", 1))).isTrue();
    assertThat(scheduler.submitBackground(steps("s", 1))).isFalse();
    gate.countDown();
    settle();
    assertThat(done).hasSize(6);
  }

  @Test
  void aCallComesAfterAsMuchWorkAsALaneMayHave() throws InterruptedException {
    CountDownLatch gate = block();
    Lane lane = scheduler.openLane();
    for (int i = 1; i <= 4; i++) {
      assertThat(scheduler.submit(lane, steps("step" + i + ".", 1))).isTrue();
    }
    assertThat(scheduler.submit(lane, steps("x", 1))).isFalse();
    assertThat(scheduler.submit(lane, call(() -> done.add("goodbye")))).isTrue();
    gate.countDown();
    settle();
    assertThat(done).containsExactly("step1.1", "step2.1", "step3.1", "step4.1", "goodbye");
  }

  @Test
  void closingALaneForgetsItsWorkAndCleansUp() throws InterruptedException {
    CountDownLatch gate = block();
    Lane lane = scheduler.openLane();
    assertThat(scheduler.submit(lane, steps("never", 2))).isTrue();
    scheduler.close(lane, () -> done.add("cleanup"));
    scheduler.close(lane, () -> done.add("again"));
    assertThat(scheduler.submit(lane, steps("late", 1))).isFalse();
    gate.countDown();
    settle();
    assertThat(done).containsExactly("cleanup");
  }

  @Test
  void aTaskClosedInTheMiddleIsNotGoneOnWith() {
    Lane lane = scheduler.openLane();
    CountDownLatch cleaned = new CountDownLatch(1);
    Steps closing =
        new Steps("step", 2) {
          @Override
          public void answer(TreeForward forward, Pass pass) {
            super.answer(forward, pass);
            scheduler.close(lane, cleaned::countDown);
          }
        };
    assertThat(scheduler.submit(lane, closing)).isTrue();
    await(cleaned);
    assertThat(done).containsExactly("step1");
  }

  @Test
  void aFailedStepIsToldAndNeighboursAndOthersGoOn() throws InterruptedException {
    CountDownLatch gate = block();
    CountDownLatch failed = new CountDownLatch(1);
    Steps broken =
        new Steps("broken", 1) {
          @Override
          public void answer(TreeForward forward, Pass pass) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void failed(Throwable cause) {
            failed.countDown();
            throw new IllegalStateException("broken twice");
          }
        };
    assertThat(scheduler.submit(scheduler.openLane(), broken)).isTrue();
    assertThat(scheduler.submit(scheduler.openLane(), steps("a", 1))).isTrue();
    gate.countDown();
    await(failed);
    assertThat(scheduler.submit(scheduler.openLane(), steps("b", 1))).isTrue();
    settle();
    assertThat(done).containsExactly("a1", "b1");
  }

  @Test
  void aRequestThatBreaksTheForwardIsTheOnlyOneLost() throws InterruptedException {
    CountDownLatch gate = block();
    target.poison = 3;
    Steps poisoned =
        new Steps("poisoned", 1) {
          @Override
          public RowRequest request(int rows) {
            return RowRequest.chain(slot, new int[] {3}, 0);
          }
        };
    assertThat(scheduler.submit(scheduler.openLane(), steps("a", 2))).isTrue();
    assertThat(scheduler.submit(scheduler.openLane(), poisoned)).isTrue();
    assertThat(scheduler.submit(scheduler.openLane(), steps("b", 1))).isTrue();
    gate.countDown();
    settle();
    assertThat(done).containsExactly("poisoned failed", "a1", "b1", "a2");
  }

  @Test
  void idleTimeIsZeroWhileSessionsWork() throws InterruptedException {
    settle();
    assertThat(scheduler.idleNanos()).isPositive();
    CountDownLatch gate = block();
    assertThat(scheduler.idleNanos()).isZero();
    gate.countDown();
    settle();
  }

  @Test
  void closingEndsQueuedSessionWorkAndTellsBackgroundWork() throws InterruptedException {
    DeviceScheduler other = scheduler();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    assertThat(other.submit(other.openLane(), blocking(started, gate))).isTrue();
    await(started);
    assertThat(other.submit(other.openLane(), steps("a", 1))).isTrue();
    assertThat(other.submitBackground(steps("s", 1))).isTrue();
    Thread closer = Thread.ofPlatform().start(other::close);
    while (!done.contains("s failed")) {
      Thread.onSpinWait();
    }
    gate.countDown();
    closer.join();
    assertThat(done).containsExactly("s failed", "a1");
    assertThat(other.submit(other.openLane(), steps("x", 1))).isFalse();
    assertThat(other.submitBackground(steps("x", 1))).isFalse();
  }

  private CountDownLatch block() {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    assertThat(scheduler.submit(scheduler.openLane(), blocking(started, gate))).isTrue();
    await(started);
    return gate;
  }

  private static DeviceCall blocking(CountDownLatch started, CountDownLatch gate) {
    return call(
        () -> {
          started.countDown();
          await(gate);
        });
  }

  private static DeviceCall call(Runnable work) {
    return new DeviceCall() {
      @Override
      public void run() {
        work.run();
      }

      @Override
      public void failed(Throwable cause) {}
    };
  }

  /** Waits until all work that is queued now, background included, is done. */
  private void settle() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    Steps last =
        new Steps("last", 1) {
          @Override
          public void answer(TreeForward forward, Pass pass) {}

          @Override
          public boolean settle(TreeForward forward) {
            reached.countDown();
            return true;
          }
        };
    while (!scheduler.submitBackground(last)) {
      Thread.onSpinWait();
    }
    await(reached);
  }

  private RowTask steps(String name, int count) {
    return new Steps(name, count);
  }

  /** A task of some forwards of one row each. */
  private class Steps implements RowTask {
    final KvSlot slot = target.openSlot(64);
    private final String name;
    private final int count;
    private int step;

    Steps(String name, int count) {
      this.name = name;
      this.count = count;
    }

    @Override
    public Optional<RowDemand> demand() {
      return Optional.of(new RowDemand(RowDemand.Kind.ROUND, 1));
    }

    @Override
    public RowRequest request(int rows) {
      return RowRequest.chain(slot, new int[] {1}, 0);
    }

    @Override
    public void answer(TreeForward forward, Pass pass) {
      done.add(name + ++step);
    }

    @Override
    public boolean settle(TreeForward forward) {
      slot.commit(new int[] {0});
      return step == count;
    }

    @Override
    public void failed(Throwable cause) {
      done.add(name + " failed");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
