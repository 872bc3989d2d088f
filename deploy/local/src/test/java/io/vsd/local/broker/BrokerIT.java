package io.vsd.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the services rely on, against a real broker: in a container where Docker answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerIT {
  private KafkaUnderTest kafka;

  @BeforeAll
  void startBroker() throws Exception {
    kafka = KafkaUnderTest.start("broker-it");
    Topics.create(kafka.bootstrapServers());
  }

  @AfterAll
  void stopBroker() {
    kafka.close();
  }

  @Test
  void topicsHaveTheirCleanupPolicies() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThat(policy(admin, Topics.SPECULATION_ROUNDS)).isEqualTo("delete");
      assertThat(policy(admin, Topics.DRAFT_CHECKPOINTS)).isEqualTo("compact");
      assertThat(policy(admin, Topics.DEAD_LETTERS)).isEqualTo("delete");
    }
  }

  @Test
  void creatingTheTopicsTwiceChangesNothing() throws Exception {
    Topics.create(kafka.bootstrapServers());
  }

  @Test
  void recordsOfOneSessionComeBackInOrder() throws Exception {
    TopicPartition partition = new TopicPartition(Topics.SPECULATION_ROUNDS, 0);
    long start;
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer())) {
      start =
          producer
              .send(new ProducerRecord<>(Topics.SPECULATION_ROUNDS, "s", new byte[] {0}))
              .get()
              .offset();
      List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
      for (byte i = 1; i < 100; i++) {
        acknowledged.add(
            producer.send(new ProducerRecord<>(Topics.SPECULATION_ROUNDS, "s", new byte[] {i})));
      }
      for (Future<RecordMetadata> record : acknowledged) {
        record.get();
      }
    }
    List<Byte> read = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config(), new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, start);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (read.size() < 100 && System.nanoTime() < end) {
        for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(200))) {
          read.add(r.value()[0]);
        }
      }
    }
    assertThat(read).hasSize(100).isSorted();
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("acks", "all");
    return config;
  }

  private static String policy(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        Objects.requireNonNull(
            admin.describeConfigs(List.of(resource)).all().get().get(resource), topic);
    return config.get("cleanup.policy").value();
  }
}
