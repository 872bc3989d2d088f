package io.vsd.trainer.startup;

import io.vsd.trainer.roundlog.KafkaRoundLog;
import io.vsd.trainer.roundlog.LogUnavailableException;
import io.vsd.trainer.roundlog.RoundLog;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes Kafka clients. Used by the trainer's thread only. */
final class KafkaConnections implements AutoCloseable {

  private static final int ANSWER_MS = 5_000;
  private static final int DELIVERY_MS = 15_000;
  private static final int MAX_FETCH_BYTES = 8 * 1024 * 1024;

  private final String bootstrapServers;
  private @Nullable Producer<byte[], byte[]> producer;

  KafkaConnections(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** A reader without a group: what was read is known by the checkpoints alone. */
  RoundLog openLog(String topic) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ANSWER_MS,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ANSWER_MS,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            MAX_FETCH_BYTES);
    try {
      var consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      return new KafkaRoundLog(consumer, topic);
    } catch (KafkaException e) {
      throw new LogUnavailableException("cannot reach " + bootstrapServers, e);
    }
  }

  /** The one producer, for announcements and dead letters. */
  Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> existing = producer;
    if (existing != null) {
      return existing;
    }
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MS,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_FETCH_BYTES);
    try {
      var made = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      producer = made;
      return made;
    } catch (KafkaException e) {
      throw new LogUnavailableException("cannot reach " + bootstrapServers, e);
    }
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> existing = producer;
    if (existing != null) {
      existing.close(Duration.ofSeconds(2));
    }
  }
}
