package io.vsd.draft.drafting;

import java.io.Serial;

/** The device thread's queue is full. */
public final class DeviceBusyException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  DeviceBusyException() {
    super("the draft's device queue is full", null, false, false);
  }
}
