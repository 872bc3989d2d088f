package io.vsd.trainer.roundlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaRoundLogTest {

  private static final String TOPIC = "rounds";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
  private final KafkaRoundLog log = new KafkaRoundLog(consumer, TOPIC);

  @Test
  void rewindsToTheOldestRetainedRecordAndTellsTheEnd() {
    filled(5, 12);
    assertThat(log.rewind()).isEqualTo(Map.of(0, 12L));
    assertThat(log.positions()).isEqualTo(Map.of(0, 5L));
  }

  @Test
  void readsExactlyFromTheOffsetsItIsGiven() {
    filled(0, 100);
    log.rewind();
    log.seek(Map.of(0, 40L));
    List<LogRecord> records = new java.util.ArrayList<>();
    for (List<LogRecord> next = poll(); !next.isEmpty(); next = poll()) {
      records.addAll(next);
    }
    assertThat(records).hasSize(60);
    assertThat(records.getFirst().offset()).isEqualTo(40);
    assertThat(log.positions()).isEqualTo(Map.of(0, 100L));
    assertThat(consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION)).isNull();
  }

  @Test
  void saysSoWhenThereIsNoTopic() {
    assertThatThrownBy(log::rewind)
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining(TOPIC);
  }

  @Test
  void callsATroubledBrokerUnavailable() {
    filled(0, 3);
    log.rewind();
    consumer.setPollException(new KafkaException("gone"));
    assertThatThrownBy(this::poll).isInstanceOf(LogUnavailableException.class);
  }

  @Test
  void closesTheConsumer() {
    log.close();
    assertThat(consumer.closed()).isTrue();
  }

  private List<LogRecord> poll() {
    return log.poll(Duration.ofMillis(1));
  }

  private void filled(long begin, long end) {
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, begin));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    consumer.schedulePollTask(
        () -> {
          for (long offset = begin; offset < end; offset++) {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, new byte[1], new byte[1]));
          }
        });
  }
}
