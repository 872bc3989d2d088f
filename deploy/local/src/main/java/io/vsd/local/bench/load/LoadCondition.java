package io.vsd.local.bench.load;

import java.util.List;

/**
 * What replies are asked for under.
 *
 * @param sessions replies at once
 * @param busy whether another thread keeps a core busy meanwhile
 */
record LoadCondition(int sessions, boolean busy) {
  /** What the others are compared with. */
  static final LoadCondition ALONE = new LoadCondition(1, false);

  static final int MOST_SESSIONS = 8;

  /** All that are measured. */
  static final List<LoadCondition> ALL =
      List.of(
          ALONE,
          new LoadCondition(1, true),
          new LoadCondition(4, false),
          new LoadCondition(MOST_SESSIONS, false));

  String title() {
    return sessions + (sessions == 1 ? " session" : " sessions") + (busy ? ", a core busy" : "");
  }

  /** Key in JSON. */
  String key() {
    return "sessions_" + sessions + (busy ? "_busy" : "");
  }
}
