package io.vsd.verifier.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.verifier.events.RecordSender.Sent;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaRecordSenderTest {
  private static final EventRecord RECORD = new EventRecord("session", new byte[] {1});
  private final AtomicInteger lost = new AtomicInteger();

  @Test
  void takesARecordAndKeysItBySession() {
    MockProducer<String, byte[]> producer = producer(true);
    try (KafkaRecordSender sender = new KafkaRecordSender(producer, "topic")) {
      assertThat(sender.send(RECORD, lost::incrementAndGet)).isEqualTo(Sent.TAKEN);
      assertThat(producer.history().getFirst().key()).isEqualTo("session");
      assertThat(producer.history().getFirst().topic()).isEqualTo("topic");
      assertThat(lost).hasValue(0);
    }
  }

  @Test
  void tellsOfARecordLostAfterItWasTaken() {
    MockProducer<String, byte[]> producer = producer(false);
    try (KafkaRecordSender sender = new KafkaRecordSender(producer, "topic")) {
      assertThat(sender.send(RECORD, lost::incrementAndGet)).isEqualTo(Sent.TAKEN);
      assertThat(producer.errorNext(new TimeoutException("delivery"))).isTrue();
      assertThat(lost).hasValue(1);
    }
  }

  @Test
  void asksForAnotherTryWhereTheBrokerIsAway() {
    assertThat(sendTo(new TimeoutException("no metadata"))).isEqualTo(Sent.RETRY);
    assertThat(lost).hasValue(0);
  }

  @Test
  void givesARecordUpThatTheLogWillNeverTake() {
    assertThat(sendTo(new RecordTooLargeException("too large"))).isEqualTo(Sent.LOST);
    assertThat(lost).hasValue(0);
  }

  /** As KafkaProducer does it: the callback runs and a failed future comes back. */
  private Sent sendTo(RuntimeException failure) {
    MockProducer<String, byte[]> producer =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<String, byte[]> data, Callback callback) {
            Future<RecordMetadata> future = super.send(data, callback);
            assertThat(errorNext(failure)).isTrue();
            return future;
          }
        };
    try (KafkaRecordSender sender = new KafkaRecordSender(producer, "topic")) {
      return sender.send(RECORD, lost::incrementAndGet);
    }
  }

  private static MockProducer<String, byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new StringSerializer(), new ByteArraySerializer());
  }
}
