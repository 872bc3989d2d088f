package io.vsd.draft.hotswap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.draft.fixtures.Checkpoints;
import io.vsd.proto.checkpoint.v1.Announcement;
import io.vsd.proto.checkpoint.v1.CheckpointState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AnnouncementConsumerTest {

  private static final TopicPartition PARTITION = new TopicPartition(AnnouncementConsumer.TOPIC, 0);

  private final LinkedBlockingQueue<String> wishes = new LinkedBlockingQueue<>();
  private final MockConsumer<String, byte[]> log = mock();

  private static MockConsumer<String, byte[]> mock() {
    var consumer = new MockConsumer<String, byte[]>("earliest");
    var node = new Node(0, "localhost", 1);
    consumer.updatePartitions(
        AnnouncementConsumer.TOPIC,
        List.of(
            new PartitionInfo(
                AnnouncementConsumer.TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    return consumer;
  }

  private static byte[] announcement(String id, CheckpointState state) {
    return announcement(id, "", state);
  }

  private static byte[] announcement(String id, String parent, CheckpointState state) {
    return Announcement.newBuilder()
        .setManifest(Checkpoints.onTheWire(Checkpoints.manifest(id, parent)))
        .setState(state)
        .setFetchAddress("trainer:1")
        .build()
        .toByteArray();
  }

  private void publish(long offset, byte[] value) {
    log.addRecord(new ConsumerRecord<>(AnnouncementConsumer.TOPIC, 0, offset, "lineage", value));
  }

  private AnnouncementConsumer reader(Consumer<String, byte[]> consumer) {
    return new AnnouncementConsumer(
        () -> consumer,
        w -> wishes.add(w.checkpoint().map(WantedCheckpoint::id).orElse("plain")),
        new CheckpointFollower.Backoff(1, 5));
  }

  private String nextWish() throws InterruptedException {
    var wish = wishes.poll(20, TimeUnit.SECONDS);
    return wish == null ? "none came" : wish;
  }

  @Test
  void readsToTheEndBeforeItWishesAndThenFollows() throws Exception {
    log.updateEndOffsets(Map.of(PARTITION, 4L));
    log.schedulePollTask(
        () -> {
          publish(0, announcement("a", CheckpointState.CHECKPOINT_STATE_STABLE));
          publish(1, announcement("b", CheckpointState.CHECKPOINT_STATE_STABLE));
        });
    log.schedulePollTask(
        () -> {
          publish(2, "poison".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          publish(3, announcement("c", CheckpointState.CHECKPOINT_STATE_STABLE));
        });
    try (var reader = reader(log)) {
      reader.start();
      assertThat(nextWish()).as("history is not replayed").isEqualTo("c");
      log.schedulePollTask(
          () -> publish(4, announcement("d", CheckpointState.CHECKPOINT_STATE_STABLE)));
      assertThat(nextWish()).isEqualTo("d");
      log.schedulePollTask(
          () -> publish(5, announcement("d", "c", CheckpointState.CHECKPOINT_STATE_ROLLED_BACK)));
      assertThat(nextWish()).isEqualTo("c");
      log.schedulePollTask(
          () -> publish(6, announcement("../evil", CheckpointState.CHECKPOINT_STATE_STABLE)));
      log.schedulePollTask(
          () -> publish(7, announcement("e", CheckpointState.CHECKPOINT_STATE_STABLE)));
      assertThat(nextWish()).as("an id that is no name is ignored").isEqualTo("e");
    }
  }

  @Test
  void connectsAgainWhenTheBrokerIsAway() throws Exception {
    log.updateEndOffsets(Map.of(PARTITION, 1L));
    log.schedulePollTask(
        () -> publish(0, announcement("a", CheckpointState.CHECKPOINT_STATE_STABLE)));
    var tries = new AtomicInteger();
    try (var reader =
        new AnnouncementConsumer(
            () -> {
              if (tries.incrementAndGet() < 4) {
                throw new KafkaException("no broker");
              }
              return log;
            },
            w -> wishes.add(w.checkpoint().map(WantedCheckpoint::id).orElse("plain")),
            new CheckpointFollower.Backoff(1, 5))) {
      reader.start();
      assertThat(nextWish()).isEqualTo("a");
      assertThat(tries).hasValue(4);
    }
  }
}
