package io.vsd.local.inprocess;

import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of this package's processes, {@code --name value} each.
 *
 * @param values by name, without the dashes
 */
record RunnerOptions(Map<String, String> values) {
  private static final String DEFAULT_PRECISION = Precision.STORED.configName();

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one is unknown or has no value
   */
  static RunnerOptions parse(String[] args, Set<String> known) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!known.contains(name)) {
        throw new IllegalArgumentException("unknown option " + args[i]);
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("option without a value: " + args[i]);
      }
      values.put(name, args[i + 1]);
    }
    return new RunnerOptions(Map.copyOf(values));
  }

  /** Path of the model. */
  Path model() {
    return Path.of(required("model"));
  }

  /** A path that may be left out. */
  Optional<Path> path(String name) {
    return Optional.ofNullable(values.get(name)).map(Path::of);
  }

  /** A number of 1 or more. */
  int positive(String name) {
    int value;
    try {
      value = Integer.parseInt(required(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--" + name + " wants a number", e);
    }
    if (value < 1) {
      throw new IllegalArgumentException("--" + name + " wants 1 or more, not " + value);
    }
    return value;
  }

  /** The CPU with {@code --threads} and {@code --precision}, by default the services'. */
  DeviceOptions device() {
    return DeviceOptions.cpu(
        Precision.of(values.getOrDefault("precision", DEFAULT_PRECISION)), positive("threads"));
  }

  String required(String name) {
    @Nullable String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }
}
