package io.vsd.trainer.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * Which records of the log were seen before, by hash of their bytes: a producer's retry or records
 * published again are copies, byte for byte, while no two events are. Remembers the newest {@link
 * #REMEMBERED} records at least and twice as many at most, 8 MiB of heap. Owned by one thread.
 */
public final class DeliveredRecords {

  /** Records that are certainly remembered. */
  public static final int REMEMBERED = 65_536;

  private Set<Long> newer = new HashSet<>();
  private Set<Long> older = Set.of();

  /** Remembers a record; whether it was remembered already. */
  public boolean seenBefore(byte[] value) {
    long hash = hash(value);
    if (newer.contains(hash) || older.contains(hash)) {
      return true;
    }
    if (newer.size() == REMEMBERED) {
      older = newer;
      newer = new HashSet<>();
    }
    newer.add(hash);
    return false;
  }

  private static long hash(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    long hash = SessionHash.mix(value.length);
    while (bytes.remaining() >= Long.BYTES) {
      hash = SessionHash.mix(hash ^ bytes.getLong());
    }
    while (bytes.hasRemaining()) {
      hash = SessionHash.mix(hash ^ bytes.get());
    }
    return hash;
  }
}
