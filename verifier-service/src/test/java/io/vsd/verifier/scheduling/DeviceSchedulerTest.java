package io.vsd.verifier.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceSchedulerTest {
  private final DeviceScheduler scheduler = new DeviceScheduler(4, 2);
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void sessionsTakeTurnsStepByStep() throws InterruptedException {
    CountDownLatch gate = block();
    Lane a = scheduler.openLane();
    Lane b = scheduler.openLane();
    assertThat(scheduler.submit(a, steps("a", 2))).isTrue();
    assertThat(scheduler.submit(a, steps("A", 1))).isTrue();
    assertThat(scheduler.submit(b, steps("b", 2))).isTrue();
    gate.countDown();
    settle();
    assertThat(done).containsExactly("a1", "b1", "a2", "b2", "A1");
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
    assertThat(
            scheduler.submit(
                lane,
                new DeviceTask() {
                  @Override
                  public boolean step() {
                    done.add("step");
                    scheduler.close(lane, cleaned::countDown);
                    return false;
                  }

                  @Override
                  public void failed(Throwable cause) {}
                }))
        .isTrue();
    await(cleaned);
    assertThat(done).containsExactly("step");
  }

  @Test
  void aFailedStepIsToldAndOthersGoOn() throws InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    assertThat(
            scheduler.submit(
                scheduler.openLane(),
                new DeviceTask() {
                  @Override
                  public boolean step() {
                    throw new IllegalStateException("broken");
                  }

                  @Override
                  public void failed(Throwable cause) {
                    failed.countDown();
                    throw new IllegalStateException("broken twice");
                  }
                }))
        .isTrue();
    await(failed);
    assertThat(scheduler.submit(scheduler.openLane(), steps("a", 1))).isTrue();
    settle();
    assertThat(done).containsExactly("a1");
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
    DeviceScheduler other = new DeviceScheduler(4, 2);
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

  private static DeviceTask blocking(CountDownLatch started, CountDownLatch gate) {
    return new DeviceTask() {
      @Override
      public boolean step() {
        started.countDown();
        await(gate);
        return true;
      }

      @Override
      public void failed(Throwable cause) {}
    };
  }

  /** Waits until all work that is queued now, background included, is done. */
  private void settle() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    DeviceTask last =
        new DeviceTask() {
          @Override
          public boolean step() {
            reached.countDown();
            return true;
          }

          @Override
          public void failed(Throwable cause) {}
        };
    while (!scheduler.submitBackground(last)) {
      Thread.onSpinWait();
    }
    await(reached);
  }

  private DeviceTask steps(String name, int count) {
    return new DeviceTask() {
      private int step;

      @Override
      public boolean step() {
        done.add(name + ++step);
        return step == count;
      }

      @Override
      public void failed(Throwable cause) {
        done.add(name + " failed");
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
