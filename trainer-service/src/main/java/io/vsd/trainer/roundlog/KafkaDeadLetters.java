package io.vsd.trainer.roundlog;

import com.google.protobuf.ByteString;
import io.vsd.proto.event.v1.DeadLetter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sets poison aside on the dead-letter topic, keyed as the record was. A letter that the broker
 * does not take is logged and given up: the record itself is still in the round log.
 */
public final class KafkaDeadLetters implements DeadLetters {

  private static final Logger LOG = Logger.getLogger(KafkaDeadLetters.class);

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /** The producer stays the caller's. */
  public KafkaDeadLetters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  @Override
  public void bury(LogRecord record, String reason) {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setReason(reason)
            .setRecord(ByteString.copyFrom(record.value()))
            .build();
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(topic, record.key(), letter.toByteArray()),
              (_, failure) -> {
                if (failure != null) {
                  LOG.errorf(failure, "no dead letter for offset %d", record.offset());
                }
              });
    } catch (KafkaException e) {
      LOG.errorf(e, "no dead letter for offset %d", record.offset());
    }
  }
}
