package io.vsd.trainer.roundlog;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.proto.checkpoint.v1.Announcement;
import io.vsd.proto.checkpoint.v1.CheckpointState;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.ManifestMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Announces checkpoints on the compacted topic, and returns when the broker has the record. */
public final class KafkaAnnouncer implements Announcer {

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String fetchAddress;
  private final Clock clock;

  /**
   * The producer stays the caller's.
   *
   * @param fetchAddress host:port at which the weights are fetched
   */
  public KafkaAnnouncer(
      Producer<byte[], byte[]> producer, String topic, String fetchAddress, Clock clock) {
    this.producer = producer;
    this.topic = topic;
    this.fetchAddress = fetchAddress;
    this.clock = clock;
  }

  @Override
  public void announce(String lineage, CheckpointManifest manifest, CheckpointStanding standing) {
    send(lineage, manifest, ManifestMapper.toProto(standing));
  }

  @Override
  public void announcePlain(String lineage, CheckpointManifest manifest) {
    send(lineage, manifest, CheckpointState.CHECKPOINT_STATE_PLAIN);
  }

  private void send(String lineage, CheckpointManifest manifest, CheckpointState state) {
    Announcement announcement =
        Announcement.newBuilder()
            .setManifest(ManifestMapper.toProto(manifest))
            .setState(state)
            .setFetchAddress(fetchAddress)
            .setAnnouncedAtMs(clock.millis())
            .build();
    var record =
        new ProducerRecord<>(
            topic, lineage.getBytes(StandardCharsets.UTF_8), announcement.toByteArray());
    try {
      await(producer.send(record));
    } catch (KafkaException e) {
      throw new LogUnavailableException("cannot announce " + manifest.checkpointId(), e);
    }
  }

  private static void await(Future<?> sent) {
    try {
      sent.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    }
  }
}
