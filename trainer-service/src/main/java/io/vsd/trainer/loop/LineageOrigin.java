package io.vsd.trainer.loop;

import io.vsd.trainer.registry.CheckpointRegistry;
import java.io.IOException;

/** Where a lineage starts from. */
@FunctionalInterface
public interface LineageOrigin {

  /** Adds the first checkpoint to a registry that has none. */
  void begin(CheckpointRegistry registry) throws IOException;
}
