package io.vsd.local.cli;

import io.vsd.local.cluster.HeapChoice;
import io.vsd.local.cluster.ServiceRole;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Java heaps that a person wants otherwise than the model's size says. */
final class HeapOption {
  @Option(
      names = "--heap",
      paramLabel = "SERVICE=MB",
      split = ",",
      description =
          "Java heap of verifier, draft, trainer or broker in MB (default: by the model's size)")
  private Map<String, Integer> megabytes = new LinkedHashMap<>();

  HeapChoice choice() {
    return WrongOptionException.read(this::checkedChoice);
  }

  private HeapChoice checkedChoice() {
    HeapChoice choice = HeapChoice.bySize();
    for (Map.Entry<String, Integer> entry : megabytes.entrySet()) {
      choice = choice.with(role(entry.getKey()), entry.getValue());
    }
    return choice;
  }

  private static ServiceRole role(String name) {
    try {
      return ServiceRole.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--heap knows verifier, draft, trainer and broker, not '" + name + "'", e);
    }
  }
}
