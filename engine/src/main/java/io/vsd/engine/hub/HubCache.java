package io.vsd.engine.hub;

import io.vsd.engine.format.JsonFiles;
import io.vsd.engine.format.SafetensorsShards;
import io.vsd.engine.weights.HubPaths;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The hub's cache on disk, in the layout that all Hugging Face tools share: {@code
 * models--org--name/blobs/ETAG}, {@code snapshots/COMMIT/FILE} linking to blobs, and {@code
 * refs/NAME} holding a commit.
 */
final class HubCache {
  private final Path root;

  HubCache(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Path folder(String id) {
    return root.resolve(HubPaths.folder(id));
  }

  Path blob(String id, String etag) {
    return folder(id).resolve("blobs").resolve(etag);
  }

  Path snapshot(String id, String revision) {
    return folder(id).resolve("snapshots").resolve(revision);
  }

  Path lockFile(String id) {
    return root.resolve(".locks").resolve(HubPaths.folder(id)).resolve("pull.lock");
  }

  /** The newest complete copy of a model: what {@code refs/main} names, else any other. */
  Optional<Path> find(String id) {
    for (String revision : revisions(id)) {
      Optional<Path> model = complete(snapshot(id, revision));
      if (model.isPresent()) {
        return model;
      }
    }
    return Optional.empty();
  }

  List<CachedModel> list() {
    List<CachedModel> models = new ArrayList<>();
    for (Path folder : children(root)) {
      String name = folder.getFileName().toString();
      if (HubPaths.isFolder(name)) {
        String id = HubPaths.id(name);
        for (String revision : revisions(id)) {
          Path snapshot = snapshot(id, revision);
          complete(snapshot)
              .ifPresent(path -> models.add(new CachedModel(id, revision, path, size(snapshot))));
        }
      }
    }
    return List.copyOf(models);
  }

  private Set<String> revisions(String id) {
    Set<String> revisions = new LinkedHashSet<>();
    Path main = folder(id).resolve("refs").resolve("main");
    if (Files.exists(main)) {
      revisions.add(JsonFiles.text(main).strip());
    }
    for (Path snapshot : children(folder(id).resolve("snapshots"))) {
      revisions.add(snapshot.getFileName().toString());
    }
    return revisions;
  }

  /** What {@link ModelDirectory#open} takes, if every file of it is there. */
  static Optional<Path> complete(Path snapshot) {
    if (!Files.isDirectory(snapshot)) {
      return Optional.empty();
    }
    if (Files.exists(snapshot.resolve("config.json"))) {
      Path index = snapshot.resolve("model.safetensors.index.json");
      boolean weights =
          Files.exists(snapshot.resolve("model.safetensors"))
              || (Files.exists(index)
                  && SafetensorsShards.files(index).stream().allMatch(Files::exists));
      boolean tokenizer = Files.exists(snapshot.resolve("tokenizer.json"));
      return weights && tokenizer ? Optional.of(snapshot) : Optional.empty();
    }
    List<Path> ggufs =
        ModelDirectory.list(snapshot, ".gguf").stream().filter(Files::exists).toList();
    return ggufs.size() == 1 ? Optional.of(ggufs.getFirst()) : Optional.empty();
  }

  /** Makes a blob visible under its file name in a snapshot. */
  void link(String id, String revision, String file, String etag) throws IOException {
    Path snapshot = snapshot(id, revision);
    Path link = snapshot.resolve(file).normalize();
    if (!link.startsWith(snapshot)) {
      throw new IOException("file name '" + file + "' leads out of the snapshot");
    }
    Path parent = snapshot.resolve(file).normalize().resolveSibling("").toAbsolutePath();
    Files.createDirectories(parent);
    Path target = parent.relativize(blob(id, etag));
    Path temporary = link.resolveSibling(link.getFileName() + ".linking");
    Files.deleteIfExists(temporary);
    try {
      Files.createSymbolicLink(temporary, target);
    } catch (UnsupportedOperationException | IOException noLinks) {
      Files.copy(blob(id, etag), temporary);
    }
    Files.move(
        temporary, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void writeRef(String id, String name, String commit) throws IOException {
    Path refs = folder(id).resolve("refs");
    Files.createDirectories(refs);
    Path temporary = refs.resolve(name + ".writing");
    Files.writeString(temporary, commit);
    Files.move(
        temporary,
        refs.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Path> children(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private static long size(Path snapshot) {
    long bytes = 0;
    for (Path file : children(snapshot)) {
      try {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot size " + file, e);
      }
    }
    return bytes;
  }
}
