package io.vsd.local.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Commands that start a process beside others: in a session of its own, so that Ctrl-C reaches it
 * only through the cluster, and, where it should yield, so that it runs only while nothing else
 * wants the processor.
 *
 * <p>Linux' autogroups share the processor between sessions first and look at niceness and policy
 * only inside each (sched(7)). A process in a session of its own that is merely nice yields to
 * nobody: docs/adr/0009 has what that costs. So the session itself is made nice as well.
 *
 * @param isInstalled whether a program is on the PATH
 */
record Politeness(Predicate<String> isInstalled) {
  private static final String NICE_SESSION =
      "echo 19 2>/dev/null >/proc/self/autogroup; exec \"$@\"";

  /** Prefix of a process that serves. */
  List<String> ownSession() {
    return isInstalled.test("setsid") ? List.of("setsid") : List.of();
  }

  /** Prefix of a process that yields to everything else. */
  List<String> yielding() {
    List<String> prefix = new ArrayList<>(ownSession());
    if (!prefix.isEmpty()) {
      prefix.addAll(List.of("sh", "-c", NICE_SESSION, "sh"));
    }
    if (isInstalled.test("nice")) {
      prefix.addAll(List.of("nice", "-n", "19"));
    }
    if (isInstalled.test("chrt")) {
      prefix.addAll(List.of("chrt", "-i", "0"));
    }
    return List.copyOf(prefix);
  }
}
