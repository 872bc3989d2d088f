package io.vsd.local.cluster;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftInitializer;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A tiny target with random weights and the draft that training would start from. */
record TinyTarget(Path model, Path draft) {

  /** Writes both below a fresh directory. */
  static TinyTarget write(Path dir, long seed) throws IOException {
    deleteTree(dir);
    Path model = TinyModels.llama(dir.resolve("model"), seed);
    Path draft = dir.resolve("draft");
    try (ModelDirectory opened = ModelDirectory.open(model)) {
      int[] vocabulary = IntStream.range(0, opened.config().vocabSize()).toArray();
      CheckpointManifest manifest =
          CheckpointManifest.initial("tiny", "tiny", TargetIdentity.of(opened), "test");
      DraftInitializer.from(opened, vocabulary, manifest).write(draft);
    }
    return new TinyTarget(model, draft);
  }

  static void deleteTree(Path dir) throws IOException {
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(dir)) {
      walk.sorted(Comparator.reverseOrder())
          .forEach(
              p -> {
                try {
                  Files.delete(p);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
