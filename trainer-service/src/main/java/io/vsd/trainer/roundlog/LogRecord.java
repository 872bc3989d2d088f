package io.vsd.trainer.roundlog;

/** One record of the round log. */
public record LogRecord(
    String topic, int partition, long offset, long timestampMs, byte[] key, byte[] value) {}
