package io.vsd.verifier.scheduling;

import java.util.ArrayDeque;

/** The queue of one session; all fields are guarded by the scheduler's lock. */
public final class Lane {
  final ArrayDeque<DeviceTask> tasks = new ArrayDeque<>();
  boolean ready;
  boolean running;
  boolean closed;

  Lane() {}
}
