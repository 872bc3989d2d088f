package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.weights.ModelDirectory;
import java.util.Set;

/**
 * What a forward costs as it grows: {@code --model PATH --threads N --repeats N [--precision
 * NAME]}. Prints one JSON line a point, {@code {"event": "point", "curve": NAME, ...}}, and ends.
 */
public final class ScaleMain {
  private static final Set<String> OPTIONS = Set.of("model", "threads", "repeats", "precision");

  private ScaleMain() {}

  /** Measures all curves. */
  public static void main(String[] args) {
    JsonLines out = new JsonLines();
    try {
      RunnerOptions options = RunnerOptions.parse(args, OPTIONS);
      DeviceOptions device = options.device();
      try (ModelDirectory model = ModelDirectory.open(options.model());
          TargetModel target = Backends.target(model, device)) {
        ObjectNode ready = JsonLines.event("ready").put("model", model.name());
        out.say(
            ready
                .put("threads", device.threads())
                .put("precision", device.precision().configName())
                .put("java", Runtime.version().toString()));
        new ScaleCurves(target, options.positive("repeats"), out).measure();
        out.say(JsonLines.event("end"));
      }
    } catch (IllegalArgumentException | MalformedWeightsException e) {
      out.missing(e);
    }
  }
}
