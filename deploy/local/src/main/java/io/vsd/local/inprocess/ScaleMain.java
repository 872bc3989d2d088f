package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a forward costs as it grows: {@code --model PATH --threads N --repeats N [--precision NAME]
 * [--draft DIR]}. Prints one JSON line a point, {@code {"event": "point", "curve": NAME, ...}}, and
 * ends.
 */
public final class ScaleMain {
  private static final Set<String> OPTIONS =
      Set.of("model", "threads", "repeats", "precision", "draft");

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
        measure(options, model, target, out);
        out.say(JsonLines.event("end"));
      }
    } catch (IllegalArgumentException | IOException | MalformedWeightsException e) {
      out.missing(e);
    }
  }

  private static void measure(
      RunnerOptions options, ModelDirectory model, TargetModel target, JsonLines out)
      throws IOException {
    ScaleCurves curves = new ScaleCurves(target, options.positive("repeats"), out);
    Optional<Path> checkpoint = options.path("draft");
    if (checkpoint.isEmpty()) {
      curves.measure(Optional.empty());
      return;
    }
    try (DraftModel draft =
        Backends.draft(
            DraftCheckpoint.read(checkpoint.get()), TargetEmbedding.of(model), options.device())) {
      curves.measure(Optional.of(draft));
    }
  }
}
