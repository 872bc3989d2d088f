package io.vsd.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a measurement leaves its files.
 *
 * @param directory made when the first one is written
 * @param stem begin of all their names: the measurement and the model
 */
public record ReportFiles(Path directory, String stem) {
  /** Files of one measurement of one model. */
  public static ReportFiles of(Path directory, String measurement, String modelName) {
    return new ReportFiles(directory, measurement + "-" + slug(modelName));
  }

  /** The last part of a model's name, in lower case, with what a file name should not have as -. */
  public static String slug(String modelName) {
    String name = modelName.substring(modelName.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.replaceAll("\\.gguf$", "").replaceAll("[^a-z0-9.]+", "-");
  }

  /** Writes one of them; returns where it lies. */
  public Path write(String suffix, String text) throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(directory.resolve(stem + suffix), text);
  }

  /** Writes figures as JSON; returns where they lie. */
  public Path write(JsonNode figures) throws IOException {
    return write(
        ".json",
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
  }
}
