package io.vsd.verifier.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends records to Kafka: idempotent, acknowledged by all replicas, in order for each key. */
public final class KafkaRecordSender implements RecordSender {
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  /**
   * Nothing waits for round events, but each batch wakes threads here and in the broker, which on
   * one machine stand in the way of a forward pass.
   */
  private static final int LINGER_MS = 500;

  private static final int BATCH_BYTES = 512 * 1024;

  private final Producer<String, byte[]> producer;
  private final String topic;

  KafkaRecordSender(Producer<String, byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /** A sender for a cluster, which need not be up yet. */
  public static KafkaRecordSender connect(String bootstrapServers, String topic, long bufferBytes) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "vsd-verifier");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return new KafkaRecordSender(
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()), topic);
  }

  @Override
  public Sent send(EventRecord event, Runnable lost) {
    AtomicBoolean returned = new AtomicBoolean();
    Future<RecordMetadata> future;
    try {
      future =
          producer.send(
              new ProducerRecord<>(topic, event.key(), event.value()),
              (metadata, error) -> {
                // Errors before send returns are told by the future below.
                if (error != null && returned.get()) {
                  lost.run();
                }
              });
    } catch (InterruptException e) {
      return Sent.LOST;
    }
    Sent sent = future.isDone() ? outcome(future) : Sent.TAKEN;
    returned.set(true);
    return sent;
  }

  private static Sent outcome(Future<RecordMetadata> future) {
    try {
      future.get();
      return Sent.TAKEN;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RetriableException ? Sent.RETRY : Sent.LOST;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Sent.LOST;
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_WAIT);
  }
}
