package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.broker.Topics;
import io.vsd.local.client.CallException;
import io.vsd.local.client.Reply;
import io.vsd.local.client.ServiceStatus;
import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.proto.event.v1.DeadLetter;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.speculation.v1.Consent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole loop on real processes and a tiny target: rounds, broker, steps, judgement,
 * announcement, fetch, swap; then the trainer is killed and goes on, and meets a poison record. The
 * steps build on each other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterLearningST {
  private static final Duration LEARNING_LIMIT = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private ClusterStand stand;
  private int served;

  @BeforeAll
  void startCluster() throws Exception {
    stand =
        ClusterStand.startWithEagerTrainer(
            ClusterStand.tinyPlan("learning")
                .with(ServiceRole.TRAINER, "vsd.trainer.learning-rate", "2e-3")
                // Requests hardly pause here, so a trainer that yields to them would take hours.
                .with(ServiceRole.TRAINER, "vsd.trainer.yielding.duty", "1"));
  }

  @AfterAll
  void stopCluster() {
    stand.close();
  }

  @Test
  @Order(1)
  void trafficPromotesADraftThatIsSwappedInWhileTextsStayTheSame() throws Exception {
    List<GenerateRequest.Builder> watched =
        EqualTextScenario.atEveryTemperature(ClusterStand.request("a long sentence", 0, 250));
    EqualTextScenario scenario = new EqualTextScenario(stand, watched);
    List<Reply> straddling =
        scenario.across(
            () ->
                ClusterStand.await(
                    LEARNING_LIMIT,
                    () -> {
                      serve(4);
                      return stand.client().status();
                    },
                    status -> status.getSwaps() > 0));
    assertThat(trainer().getPromoted()).isPositive();
    assertThat(straddling).as("replies that were under way at the swap").isNotEmpty();
    scenario.speculationOnAndOff();
  }

  @Test
  @Order(2)
  void aKilledTrainerGoesOnFromItsLastCheckpoint() throws Exception {
    TrainerStatusResponse before = trainer();
    stand.cluster().service("trainer").kill();
    GenerateRequest.Builder request = ClusterStand.request("served without a trainer", 1, 40);
    assertThat(stand.generate(request).tokenIds()).isEqualTo(stand.plain(request));
    serve(4);
    stand.cluster().restart("trainer");
    TrainerStatusResponse after =
        ClusterStand.await(
            LEARNING_LIMIT,
            () -> {
              serve(1);
              return trainer();
            },
            status ->
                status.getOptimizerSteps() > before.getOptimizerSteps()
                    && status.getServingCheckpoint().length() > 0);
    assertThat(after.getPoisonRecords()).isZero();
  }

  @Test
  @Order(3)
  void aPoisonRecordGoesToTheDeadLettersAndLearningGoesOn() throws Exception {
    String broker = stand.cluster().service("broker").address();
    byte[] poison = "no event".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.SPECULATION_ROUNDS, poison)).get();
    }
    long steps = trainer().getOptimizerSteps();
    ClusterStand.await(
        LEARNING_LIMIT,
        () -> {
          serve(1);
          return trainer();
        },
        status -> status.getPoisonRecords() == 1 && status.getOptimizerSteps() > steps);
    DeadLetter letter = DeadLetter.parseFrom(onlyRecord(broker, Topics.DEAD_LETTERS));
    assertThat(letter.getRecord().toByteArray()).isEqualTo(poison);
    assertThat(letter.getTopic()).isEqualTo(Topics.SPECULATION_ROUNDS);
    assertThat(letter.getReason()).isNotBlank();
  }

  private static byte[] onlyRecord(String broker, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> records =
          consumer.poll(Duration.ofSeconds(30)).records(partition);
      assertThat(records).hasSize(1);
      return records.getFirst().value();
    }
  }

  /** Serves, then leaves the machine to the trainer, whose process runs when nothing else does. */
  private void serve(int requests) throws CallException, InterruptedException {
    for (int i = 0; i < requests; i++) {
      served++;
      stand.generate(
          ClusterStand.request("the cat sat on mat " + served % 7, 0, 48)
              .setConsent(Consent.CONSENT_FULL));
    }
    Thread.sleep(PAUSE);
  }

  private TrainerStatusResponse trainer() throws CallException {
    return ServiceStatus.trainer(stand.cluster().service("trainer").address());
  }
}
