package io.vsd.engine.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** Writes one more file of a checkpoint directory, before the directory gets its name. */
@FunctionalInterface
public interface Attachment {

  /** Writes the file; it is synced to disk afterwards. */
  void writeTo(Path file) throws IOException;
}
