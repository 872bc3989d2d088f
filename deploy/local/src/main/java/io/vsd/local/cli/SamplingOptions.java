package io.vsd.local.cli;

import io.vsd.local.generate.GenerationSettings;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.SamplingParameters;
import picocli.CommandLine.Option;

/** How replies are decoded; shared by {@code generate} and {@code chat}. */
final class SamplingOptions {
  enum Switch {
    on,
    off
  }

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "limit of a reply (default: ${DEFAULT-VALUE})")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "0 is greedy (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "nucleus mass in (0, 1] (default: ${DEFAULT-VALUE})")
  private double topP;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "keep the K likeliest tokens, 0 for all (default: ${DEFAULT-VALUE})")
  private int topK;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "the text is a function of it (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--speculation",
      paramLabel = "on|off",
      defaultValue = "on",
      description = "whether the draft proposes; the text is the same (default: ${DEFAULT-VALUE})")
  private Switch speculation = Switch.on;

  @Option(
      names = "--learn",
      paramLabel = "on|off",
      defaultValue = "on",
      description = "whether the trainer may learn from it (default: ${DEFAULT-VALUE})")
  private Switch learn = Switch.on;

  GenerationSettings settings() {
    return new GenerationSettings(
        maxTokens,
        SamplingParameters.newBuilder()
            .setTemperature(temperature)
            .setTopP(topP)
            .setTopK(topK)
            .setSeed(seed)
            .build(),
        speculation == Switch.on
            ? SpeculationMode.SPECULATION_MODE_ON
            : SpeculationMode.SPECULATION_MODE_OFF,
        learn == Switch.on ? Consent.CONSENT_FULL : Consent.CONSENT_OFF);
  }
}
