package io.vsd.trainer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;

/** Everything an operator can set; an unknown key below {@code vsd} fails the start. */
@ConfigMapping(prefix = "vsd")
public interface TrainerSettings {

  /**
   * Target model: hub id, or path of a model directory or GGUF file. The trainer reads its
   * embedding and configuration.
   */
  @WithDefault("HuggingFaceTB/SmolLM2-135M-Instruct")
  String model();

  /**
   * CPU threads of an optimiser step. One gives the same bytes on every run; more do not. Range 1
   * to the machine's cores.
   */
  @WithDefault("1")
  @Min(1)
  @Max(256)
  int threads();

  /** The log. */
  @Valid
  Kafka kafka();

  /** The trainer. */
  @Valid
  LearningSettings trainer();

  /** Where the log is. */
  interface Kafka {

    /**
     * Brokers, host:port[,host:port]. Absent: there is no log, and the trainer only serves its
     * registry.
     */
    Optional<String> bootstrapServers();
  }
}
