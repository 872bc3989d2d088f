package io.vsd.draft.hotswap;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the announcements' topic from its beginning, without a group: every draft-service hears all
 * of it. Wishes go out only once the end is reached, so that history is not replayed as swaps. A
 * broker that is away costs freshness and nothing else.
 */
public final class AnnouncementConsumer implements AutoCloseable {

  /** The announcements' topic. */
  public static final String TOPIC = "vsd.draft-checkpoints.v1";

  private static final Logger LOG = Logger.getLogger(AnnouncementConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Supplier<Consumer<String, byte[]>> connect;
  private final java.util.function.Consumer<Wish> wish;
  private final CheckpointFollower.Backoff backoff;
  private volatile boolean closed;
  private volatile @Nullable Consumer<String, byte[]> current;

  /**
   * A reader.
   *
   * @param connect makes a client with auto-commit off
   * @param wish takes what is wanted, each time it may have changed
   */
  public AnnouncementConsumer(
      Supplier<Consumer<String, byte[]>> connect,
      java.util.function.Consumer<Wish> wish,
      CheckpointFollower.Backoff backoff) {
    this.connect = connect;
    this.wish = wish;
    this.backoff = backoff;
  }

  /** Starts reading on a thread of its own. */
  public void start() {
    Thread.ofPlatform().name("vsd-announcements").daemon().start(this::run);
  }

  /** Reads until closed, connecting again after every failure. */
  void run() {
    var failures = 0;
    while (!closed) {
      try (var consumer = connect.get()) {
        current = consumer;
        read(consumer);
        failures = 0;
      } catch (WakeupException | InterruptException closing) {
        return;
      } catch (RuntimeException away) {
        failures++;
        if (failures == 1) {
          LOG.warnf("announcements cannot be read (%s); serving goes on", away.getMessage());
        }
      } finally {
        current = null;
      }
      if (!closed && !pause(backoff.afterFailures(Math.max(1, failures)))) {
        return;
      }
    }
  }

  private void read(Consumer<String, byte[]> consumer) {
    var partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    if (partitions.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    var heard = Subscription.empty();
    var caughtUp = false;
    while (!closed) {
      var before = heard;
      for (var topicRecord : consumer.poll(POLL)) {
        heard = hear(heard, topicRecord);
      }
      var reached =
          caughtUp
              || partitions.stream()
                  .allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
      if (reached && (before != heard || !caughtUp)) {
        wish.accept(heard.wish());
      }
      caughtUp = reached;
    }
  }

  private static Subscription hear(
      Subscription heard, ConsumerRecord<String, byte[]> announcement) {
    if (announcement.value() == null) {
      return heard;
    }
    try {
      return heard.hear(AnnouncementMapper.announcement(announcement.value()));
    } catch (InvalidProtocolBufferException poison) {
      LOG.warnf(
          "announcement at %s-%d@%d is ignored: %s",
          announcement.topic(),
          announcement.partition(),
          announcement.offset(),
          poison.getMessage());
      return heard;
    }
  }

  private static boolean pause(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    var consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
  }
}
