package io.vsd.trainer.roundlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The round log in Kafka: all partitions assigned by hand, so no group, no rebalance and no
 * committed offset. The consumer must read committed records only and never commit.
 */
public final class KafkaRoundLog implements RoundLog {

  private static final Logger LOG = Logger.getLogger(KafkaRoundLog.class);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private List<TopicPartition> partitions = List.of();

  /** Takes over the consumer and closes it in the end. */
  public KafkaRoundLog(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Map<Integer, Long> rewind() {
    return asking(
        "find " + topic,
        () -> {
          partitions =
              consumer.partitionsFor(topic).stream()
                  .map(p -> new TopicPartition(p.topic(), p.partition()))
                  .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                  .toList();
          if (partitions.isEmpty()) {
            throw new LogUnavailableException("there is no topic " + topic);
          }
          consumer.assign(partitions);
          consumer.beginningOffsets(partitions).forEach(consumer::seek);
          Map<Integer, Long> ends = new HashMap<>();
          consumer.endOffsets(partitions).forEach((p, end) -> ends.put(p.partition(), end));
          return ends;
        });
  }

  @Override
  public void seek(Map<Integer, Long> nextOffsets) {
    asking(
        "seek in " + topic,
        () -> {
          consumer.beginningOffsets(partitions).forEach(consumer::seek);
          nextOffsets.forEach(
              (partition, offset) -> consumer.seek(new TopicPartition(topic, partition), offset));
          return true;
        });
  }

  @Override
  public List<LogRecord> poll(Duration timeout) {
    try {
      List<LogRecord> records = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> r : consumer.poll(timeout)) {
        records.add(
            new LogRecord(
                r.topic(),
                r.partition(),
                r.offset(),
                r.timestamp(),
                orEmpty(r.key()),
                orEmpty(r.value())));
      }
      return records;
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (KafkaException e) {
      throw new LogUnavailableException("cannot read " + topic + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Map<Integer, Long> positions() {
    return asking(
        "ask the position in " + topic,
        () -> {
          Map<Integer, Long> positions = new HashMap<>();
          for (TopicPartition partition : partitions) {
            positions.put(partition.partition(), consumer.position(partition));
          }
          return positions;
        });
  }

  @Override
  public long lagRecords() {
    return partitions.stream().mapToLong(p -> consumer.currentLag(p).orElse(0L)).sum();
  }

  @Override
  public void close() {
    try {
      consumer.close();
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.debugf(e, "closing the consumer failed");
    }
  }

  private static byte[] orEmpty(byte @Nullable [] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }

  private static <T> T asking(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      throw new LogUnavailableException("interrupted while trying to " + what, e);
    } catch (KafkaException e) {
      throw new LogUnavailableException("cannot " + what + ": " + e.getMessage(), e);
    }
  }
}
