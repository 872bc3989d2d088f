package io.vsd.verifier.scheduling;

import java.util.ArrayDeque;

/** The queue of one session; fields are guarded by the queue's lock unless they say otherwise. */
public final class Lane {
  final ArrayDeque<DeviceTask> tasks = new ArrayDeque<>();

  /** Among the lanes that wait for the device thread. */
  boolean ready;

  /** In the device thread's hands. */
  boolean held;

  boolean closed;

  /** A reply runs on it; the device thread's alone. */
  boolean replying;

  Lane() {}
}
