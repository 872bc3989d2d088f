package io.vsd.trainer.config;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How training leaves the machine to requests. */
public interface YieldSettings {

  /**
   * Share of the time that training takes while a verifier works for requests; a machine of the
   * trainer's own needs no yield-to. Range 0.005 to 1.
   */
  @WithDefault("0.02")
  @DecimalMin("0.005")
  @DecimalMax("1")
  double duty();

  /**
   * Longest pause after one piece of work in milliseconds, so that training goes on under any load.
   */
  @WithDefault("15000")
  @Min(0)
  @Max(60000)
  long maxPauseMs();

  /**
   * Milliseconds for which a verifier must not have worked for a request before training goes on at
   * full speed. Range 0 to 60000.
   */
  @WithDefault("1000")
  @Min(0)
  @Max(60000)
  long quietMs();
}
