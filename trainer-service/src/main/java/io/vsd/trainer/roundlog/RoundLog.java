package io.vsd.trainer.roundlog;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The retained rounds, read from where the reader says. Used by one thread. */
public interface RoundLog extends AutoCloseable {

  /** Name of the topic. */
  String topic();

  /**
   * Goes to the oldest retained record of every partition.
   *
   * @return for every partition the offset that the next record written will have
   * @throws LogUnavailableException when the log does not answer; try again later
   */
  Map<Integer, Long> rewind();

  /**
   * Goes to stated offsets; a partition that is not named starts at its oldest record.
   *
   * @throws LogUnavailableException when the log does not answer; try again later
   */
  void seek(Map<Integer, Long> nextOffsets);

  /** The next records, in order within each partition; empty when there are none in time. */
  List<LogRecord> poll(Duration timeout);

  /** Offset of the next record to read, for every partition. */
  Map<Integer, Long> positions();

  /** Records written and not read yet, as far as is known without asking. */
  long lagRecords();

  @Override
  void close();
}
