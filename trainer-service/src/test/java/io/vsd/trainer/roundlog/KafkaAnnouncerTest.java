package io.vsd.trainer.roundlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.proto.checkpoint.v1.Announcement;
import io.vsd.proto.checkpoint.v1.CheckpointState;
import io.vsd.proto.event.v1.DeadLetter;
import io.vsd.trainer.fixtures.FakeDraft;
import io.vsd.trainer.registry.CheckpointStanding;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaAnnouncerTest {

  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(17), ZoneOffset.UTC);

  private final MockProducer<byte[], byte[]> producer = producer(true);

  @Test
  void announcesUnderTheLineageWithTheFetchAddress() throws Exception {
    CheckpointManifest manifest = FakeDraft.initial().manifest();
    new KafkaAnnouncer(producer, "checkpoints", "host:9002", CLOCK)
        .announce("lineage-a", manifest, CheckpointStanding.ROLLED_BACK);
    var record = producer.history().getFirst();
    assertThat(record.topic()).isEqualTo("checkpoints");
    assertThat(record.key()).isEqualTo("lineage-a".getBytes(StandardCharsets.UTF_8));
    Announcement announcement = Announcement.parseFrom(record.value());
    assertThat(announcement.getState()).isEqualTo(CheckpointState.CHECKPOINT_STATE_ROLLED_BACK);
    assertThat(announcement.getFetchAddress()).isEqualTo("host:9002");
    assertThat(announcement.getAnnouncedAtMs()).isEqualTo(17);
    assertThat(announcement.getManifest().getCheckpointId()).isEqualTo("initial");
    assertThat(announcement.getManifest().getTensorsCount()).isEqualTo(manifest.tensors().size());
  }

  @Test
  void announcesThatALineageServesNothing() throws Exception {
    new KafkaAnnouncer(producer, "checkpoints", "host:9002", CLOCK)
        .announcePlain("lineage-a", FakeDraft.initial().manifest());
    var record = producer.history().getFirst();
    assertThat(record.key()).isEqualTo("lineage-a".getBytes(StandardCharsets.UTF_8));
    Announcement announcement = Announcement.parseFrom(record.value());
    assertThat(announcement.getState()).isEqualTo(CheckpointState.CHECKPOINT_STATE_PLAIN);
    assertThat(announcement.getManifest().getLineage()).isEqualTo("lineage");
  }

  @Test
  void callsABrokerThatTakesNothingUnavailable() {
    MockProducer<byte[], byte[]> failing = producer(true);
    failing.sendException = new TimeoutException("no broker");
    var announcer = new KafkaAnnouncer(failing, "checkpoints", "host:9002", CLOCK);
    CheckpointManifest manifest = FakeDraft.initial().manifest();
    assertThatThrownBy(() -> announcer.announce("l", manifest, CheckpointStanding.STABLE))
        .isInstanceOf(LogUnavailableException.class);
  }

  @Test
  void buriesARecordWithItsPlaceAndReason() throws Exception {
    LogRecord poison = new LogRecord("rounds", 2, 41, 1, new byte[] {9}, new byte[] {1, 2});
    new KafkaDeadLetters(producer, "dlq").bury(poison, "no session id");
    var record = producer.history().getFirst();
    assertThat(record.key()).containsExactly(9);
    DeadLetter letter = DeadLetter.parseFrom(record.value());
    assertThat(letter.getTopic()).isEqualTo("rounds");
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(41);
    assertThat(letter.getReason()).isEqualTo("no session id");
    assertThat(letter.getRecord().toByteArray()).containsExactly(1, 2);
  }

  @Test
  void goesOnWhenALetterCannotBeSent() {
    MockProducer<byte[], byte[]> failing = producer(true);
    failing.sendException = new TimeoutException("no broker");
    new KafkaDeadLetters(failing, "dlq")
        .bury(new LogRecord("rounds", 0, 0, 1, new byte[0], new byte[0]), "reason");
    assertThat(failing.history()).isEmpty();
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
