package io.vsd.engine.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a configuration turns positions into rotations: {@code rope_theta} and {@code rope_scaling}
 * as transformers 4 writes them, {@code rope_parameters} as transformers 5 does. Where both are
 * there they must say the same.
 *
 * @param theta base of the frequencies
 * @param scaling of the frequencies, or null
 */
public record RopeConfig(double theta, @Nullable RopeScaling scaling) {
  private static final String OLD = "rope_scaling";
  private static final String NEW = "rope_parameters";
  private static final Set<String> SUPPORTED =
      Set.of("default", "linear", "llama3", "yarn", "dynamic");

  /**
   * Reads the settings of a model or a draft.
   *
   * @param maxPositions {@code max_position_embeddings}, which yarn falls back to
   * @throws IllegalArgumentException if they contradict each other or ask for something that is not
   *     computed; names the key
   */
  public static RopeConfig read(ConfigObject config, int maxPositions) {
    requireWholeHead(config);
    double theta = theta(config);
    if (!(theta > 1)) {
      throw new IllegalArgumentException("rope_theta is " + theta + ", not above 1");
    }
    @Nullable RopeScaling older = scaling(config, OLD, maxPositions);
    @Nullable RopeScaling newer = scaling(config, NEW, maxPositions);
    if (config.has(OLD)
        && config.has(NEW)
        && !String.valueOf(older).equals(String.valueOf(newer))) {
      throw new IllegalArgumentException(
          OLD + " and " + NEW + " contradict each other: " + older + " and " + newer);
    }
    return new RopeConfig(theta, config.has(NEW) ? newer : older);
  }

  private static double theta(ConfigObject config) {
    Map<String, Double> named = new LinkedHashMap<>();
    if (config.has("rope_theta")) {
      named.put("rope_theta", config.number("rope_theta"));
    }
    for (String key : List.of(OLD, NEW)) {
      config
          .object(key)
          .filter(rope -> rope.has("rope_theta"))
          .ifPresent(rope -> named.put(key + ".rope_theta", rope.number("rope_theta")));
    }
    if (Set.copyOf(named.values()).size() > 1) {
      throw new IllegalArgumentException(
          "the bases of the rotation contradict each other: " + named);
    }
    return named.values().stream().findFirst().orElse(10000.0);
  }

  private static void requireWholeHead(ConfigObject config) {
    for (ConfigObject where : new ConfigObject[] {config, config.object(NEW).orElse(config)}) {
      if (where.number("partial_rotary_factor", 1) != 1) {
        throw new IllegalArgumentException(
            "partial_rotary_factor "
                + where.shown("partial_rotary_factor")
                + " is not supported: all of a head is rotated");
      }
    }
  }

  private static @Nullable RopeScaling scaling(ConfigObject config, String key, int maxPositions) {
    ConfigObject rope = config.object(key).orElse(null);
    if (rope == null) {
      return null;
    }
    String type = type(rope, key);
    if (!SUPPORTED.contains(type)) {
      throw new IllegalArgumentException(
          key + " of type '" + type + "' is not supported (linear, llama3, yarn and dynamic are)");
    }
    try {
      return ofType(rope, type, maxPositions);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private static String type(ConfigObject rope, String key) {
    String type = rope.text("type", rope.text("rope_type", ""));
    if (!rope.text("rope_type", type).equals(type)) {
      throw new IllegalArgumentException(
          key + " has type '" + type + "' and rope_type " + rope.shown("rope_type"));
    }
    if (!type.isEmpty()) {
      return type;
    }
    if (rope.has("full_attention") || rope.has("sliding_attention")) {
      throw new IllegalArgumentException(key + " by kind of layer is not supported");
    }
    if (rope.has("factor")) {
      throw new IllegalArgumentException(key + " has a factor and no rope_type");
    }
    return "default";
  }

  private static @Nullable RopeScaling ofType(ConfigObject rope, String type, int maxPositions) {
    return switch (type) {
      case "linear" -> new RopeScaling.Linear(rope.number("factor"));
      case "llama3" ->
          new RopeScaling.Llama3(
              rope.number("factor"),
              rope.number("low_freq_factor"),
              rope.number("high_freq_factor"),
              rope.integer("original_max_position_embeddings"));
      case "yarn" -> yarn(rope, maxPositions);
      case "dynamic" -> {
        // Up to max_position_embeddings, beyond which nothing is served, it changes no frequency.
        if (rope.has("alpha")) {
          throw new IllegalArgumentException("dynamic scaling by alpha is not supported");
        }
        yield null;
      }
      default -> null;
    };
  }

  private static RopeScaling yarn(ConfigObject rope, int maxPositions) {
    double factor = rope.number("factor");
    double mscale = rope.number("mscale", 0);
    double allDims = rope.number("mscale_all_dim", 0);
    double inferred =
        mscale != 0 && allDims != 0
            ? RopeScaling.Yarn.amplitude(factor, mscale)
                / RopeScaling.Yarn.amplitude(factor, allDims)
            : RopeScaling.Yarn.amplitude(factor, 1);
    int original = rope.integer("original_max_position_embeddings", 0);
    return new RopeScaling.Yarn(
        factor,
        original == 0 ? maxPositions : original,
        orDefault(rope.number("beta_fast", 0), 32),
        orDefault(rope.number("beta_slow", 0), 1),
        rope.number("attention_factor", inferred),
        rope.flag("truncate", true));
  }

  private static double orDefault(double value, double otherwise) {
    return value == 0 ? otherwise : value;
  }
}
