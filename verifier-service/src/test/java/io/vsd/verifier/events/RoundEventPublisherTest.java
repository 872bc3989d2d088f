package io.vsd.verifier.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundEventPublisherTest {
  private static final Duration WAIT = Duration.ofSeconds(5);

  @Test
  void deliversInOrder() {
    FakeSender sender = new FakeSender();
    try (RoundEventPublisher publisher =
        new RoundEventPublisher(new EventQueue(100, 1000), sender, WAIT)) {
      for (int i = 0; i < 20; i++) {
        publisher.offer(record("s%02d".formatted(i), 1));
      }
    }
    assertThat(sender.keys).hasSize(20).isSorted().first().isEqualTo("s00");
    assertThat(sender.closed).isTrue();
  }

  @Test
  void aLogThatIsAwayIsTriedAgainWithTheSameRecord() {
    FakeSender sender = new FakeSender();
    sender.retriesLeft.set(3);
    try (RoundEventPublisher publisher =
        new RoundEventPublisher(new EventQueue(100, 1000), sender, WAIT)) {
      publisher.offer(record("a", 1));
      publisher.offer(record("b", 1));
      awaitSize(sender, 2);
      assertThat(publisher.dropped()).isZero();
    }
    assertThat(sender.keys).containsExactly("a", "b");
  }

  @Test
  void dropsTheNewestAndCountsThemWhileTheLogIsAway() throws InterruptedException {
    FakeSender sender = new FakeSender();
    CountDownLatch back = new CountDownLatch(1);
    sender.gate = back;
    RoundEventPublisher publisher = new RoundEventPublisher(new EventQueue(3, 1000), sender, WAIT);
    publisher.offer(record("sending", 1));
    assertThat(sender.reached.await(30, TimeUnit.SECONDS)).isTrue();
    for (String key : List.of("a", "b", "c", "dropped", "dropped")) {
      publisher.offer(record(key, 1));
    }
    assertThat(publisher.dropped()).isEqualTo(2);
    back.countDown();
    publisher.close();
    assertThat(sender.keys).containsExactly("sending", "a", "b", "c");
  }

  @Test
  void recordsLostLaterAreCounted() {
    FakeSender sender = new FakeSender();
    sender.loseLater = true;
    try (RoundEventPublisher publisher =
        new RoundEventPublisher(new EventQueue(3, 1000), sender, WAIT)) {
      publisher.offer(record("a", 1));
      awaitSize(sender, 1);
      while (publisher.dropped() == 0) {
        Thread.onSpinWait();
      }
      assertThat(publisher.dropped()).isEqualTo(1);
    }
  }

  @Test
  void aSenderThatThrowsLosesTheRecordOnly() {
    FakeSender sender = new FakeSender();
    sender.throwOnce = true;
    RoundEventPublisher publisher = new RoundEventPublisher(new EventQueue(3, 1000), sender, WAIT);
    publisher.offer(record("a", 1));
    publisher.offer(record("b", 1));
    awaitSize(sender, 1);
    publisher.close();
    assertThat(sender.keys).containsExactly("b");
    assertThat(publisher.dropped()).isEqualTo(1);
  }

  @Test
  void theQueueIsBoundedInRecordsAndBytes() throws InterruptedException {
    EventQueue queue = new EventQueue(2, 100);
    assertThat(queue.offer(record("a", 90))).isTrue();
    assertThat(queue.offer(record("b", 10))).isFalse();
    assertThat(queue.offer(record("c", 3))).isTrue();
    assertThat(queue.offer(record("d", 1))).isFalse();
    assertThat(queue.size()).isEqualTo(2);
    assertThat(key(queue)).isEqualTo("a");
    assertThat(queue.offer(record("e", 50))).isTrue();
    queue.close();
    assertThat(queue.offer(record("f", 1))).isFalse();
    assertThat(key(queue)).isEqualTo("c");
    assertThat(key(queue)).isEqualTo("e");
    assertThat(queue.take()).isNull();
  }

  private static String key(EventQueue queue) throws InterruptedException {
    EventRecord next = queue.take();
    assertThat(next).isNotNull();
    return next == null ? "" : next.key();
  }

  private static EventRecord record(String key, int bytes) {
    return new EventRecord(key, new byte[bytes]);
  }

  private static void awaitSize(FakeSender sender, int size) {
    while (sender.keys.size() < size) {
      Thread.onSpinWait();
    }
  }

  private static final class FakeSender implements RecordSender {
    final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch reached = new CountDownLatch(1);
    volatile CountDownLatch gate = new CountDownLatch(0);
    final AtomicInteger retriesLeft = new AtomicInteger();
    volatile boolean loseLater;
    volatile boolean throwOnce;
    volatile boolean closed;

    @Override
    public Sent send(EventRecord event, Runnable lost) {
      reached.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        return Sent.LOST;
      }
      if (throwOnce) {
        throwOnce = false;
        throw new IllegalStateException("refused");
      }
      if (retriesLeft.getAndDecrement() > 0) {
        return Sent.RETRY;
      }
      keys.add(event.key());
      if (loseLater) {
        lost.run();
      }
      return Sent.TAKEN;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
