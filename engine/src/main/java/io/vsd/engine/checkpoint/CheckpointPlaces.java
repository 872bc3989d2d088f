package io.vsd.engine.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Says of a place without a readable checkpoint what is there instead, and what to do. */
final class CheckpointPlaces {
  private static final String WANTED = "a directory with config.json and model.safetensors";

  private CheckpointPlaces() {}

  static String whyNone(Path place) throws IOException {
    if (!Files.exists(place)) {
      return "no such directory";
    }
    if (!Files.isDirectory(place)) {
      return isPickle(place) ? pickled(place) : "is a file; name " + WANTED;
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(place)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      if (isPickle(file)) {
        return pickled(file);
      }
    }
    for (Path file : files) {
      if (file.toString().endsWith(".index.json") || file.toString().endsWith(".gguf")) {
        return "holds "
            + file.getFileName()
            + ", and drafts are read from one safetensors file; save it as "
            + WANTED;
      }
    }
    return "holds no draft weights; name " + WANTED;
  }

  private static boolean isPickle(Path file) {
    return Stream.of(".bin", ".pt", ".pth", ".ckpt", ".pkl")
        .anyMatch(suffix -> file.toString().endsWith(suffix));
  }

  private static String pickled(Path file) {
    return file.getFileName()
        + " is a pickle, which is not read, since reading one means running it; load it once in"
        + " Python and save it as model.safetensors";
  }
}
