package io.vsd.engine.weights;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** Golden files of src/test/resources/weights, made by src/test/python/weights_golden.py. */
final class GoldenFiles {
  private GoldenFiles() {}

  static Path path(String name) {
    URL url = GoldenFiles.class.getResource("/weights/" + name);
    try {
      return Path.of(Objects.requireNonNull(url, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
