package io.vsd.local.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the process that measures has said so far. */
final class ScaleFigures {
  private final Map<String, List<Curve.Point>> points = new HashMap<>();
  private String model = "";
  private long weightBytes;
  private boolean ended;

  /**
   * Takes one of its lines; returns the curve that it is about, "" for none.
   *
   * @throws IOException with its reason if there will be no measurement
   */
  String take(JsonNode line) throws IOException {
    switch (line.path("event").asText()) {
      case "ready" -> model = line.path("model").asText();
      case "point" -> {
        String curve = line.path("curve").asText();
        points
            .computeIfAbsent(curve, _ -> new ArrayList<>())
            .add(new Curve.Point(line.path("x").asInt(), line.path("millis").asDouble()));
        weightBytes = Math.max(weightBytes, line.path("bytes").asLong());
        return curve;
      }
      case "missing" -> throw new IOException(line.path("reason").asText());
      case "end" -> ended = true;
      default -> throw new IOException("the measurement said " + line);
    }
    return "";
  }

  /** Whether all was measured. */
  boolean ended() {
    return ended;
  }

  /** Name of the model. */
  String model() {
    return model;
  }

  /** Bytes of the weights that one row's forward reads; 0 where it is not known. */
  long weightBytes() {
    return weightBytes;
  }

  /** A curve; without points where it was not measured. */
  Curve curve(String name) {
    return new Curve(points.getOrDefault(name, List.of()));
  }
}
