package io.vsd.trainer.config;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** The table of n-grams, which all clients share. */
public interface TableSettings {
  /**
   * Different sessions that must have shown an n-gram before it enters the table: what is accepted
   * is visible as speed, and speed must not tell one client what another wrote.
   */
  @WithDefault("3")
  @Min(1)
  int sessions();

  /** Bytes of the table at most; the rarest n-grams are left out. */
  @WithDefault("16777216")
  @Min(1024)
  long bytes();
}
