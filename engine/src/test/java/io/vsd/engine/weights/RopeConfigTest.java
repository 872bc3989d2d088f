package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RopeConfigTest {

  private static RopeConfig read(String json) {
    return RopeConfig.read(ConfigObject.parse(json), 4096);
  }

  @Test
  void oldAndNewKeysSayTheSame() {
    RopeConfig expected = new RopeConfig(500000, new RopeScaling.Linear(2));
    assertThat(
            read("{\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}}"))
        .isEqualTo(expected);
    assertThat(
            read(
                "{\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2.0, \"rope_theta\": 500000}}"))
        .isEqualTo(expected);
    assertThat(
            read(
                "{\"rope_theta\": 5e5, \"rope_scaling\": {\"rope_type\": \"linear\", \"type\": \"linear\", \"factor\": 2},"
                    + "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2.0, \"rope_theta\": 500000}}"))
        .isEqualTo(expected);
    assertThat(read("{}")).isEqualTo(new RopeConfig(10000, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'rope_theta': 1e4, 'rope_parameters': {'rope_theta': 5e5}} | contradict",
        "{'rope_scaling': {'type': 'linear', 'factor': 2}, 'rope_parameters': {'rope_type': 'default'}} | contradict",
        "{'rope_scaling': {'type': 'linear', 'rope_type': 'yarn', 'factor': 2}} | rope_type",
        "{'rope_scaling': {'type': 'su', 'factor': 2}} | 'su'",
        "{'rope_scaling': {'type': 'longrope'}} | 'longrope'",
        "{'rope_scaling': {'type': 'dynamic', 'alpha': 1000}} | alpha",
        "{'rope_scaling': {'type': 'llama3', 'factor': 8}} | low_freq_factor",
        "{'rope_scaling': {'type': 'yarn'}} | factor",
        "{'rope_scaling': {'type': 'yarn', 'factor': 4, 'attention_factor': -1}} | attention factor",
        "{'rope_scaling': 'linear'} | rope_scaling",
        "{'rope_theta': 'high'} | rope_theta",
        "{'rope_parameters': {'full_attention': {'rope_theta': 1e4}}} | by kind of layer"
      })
  void whatContradictsItselfOrIsNotComputedIsNamed(String json, String named) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void yarnFallsBackAsTransformersDoes() {
    RopeScaling.Yarn plain =
        new RopeScaling.Yarn(4, 4096, 32, 1, 0.1 * StrictMath.log(4) + 1, true);
    assertThat(read("{\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4}}").scaling())
        .isEqualTo(plain);
    assertThat(
            read("{\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4, \"beta_fast\": 0, \"beta_slow\": null,"
                    + " \"original_max_position_embeddings\": null, \"mscale\": 0.5}}")
                .scaling())
        .isEqualTo(plain);
  }

  @Test
  void yarnKeepsFastPairsAndInterpolatesSlowOnes() {
    RotaryFrequencies plain = RotaryFrequencies.of(64, 10000, null);
    RotaryFrequencies scaled =
        RotaryFrequencies.of(64, 10000, new RopeScaling.Yarn(8, 2048, 32, 1, 1.2, true));
    assertThat(scaled.amplitude()).isEqualTo(1.2f);
    assertThat(scaled.radians()[0]).isEqualTo(plain.radians()[0]);
    assertThat(scaled.radians()[31]).isCloseTo(plain.radians()[31] / 8, within(1e-9f));
    assertThat(scaled.radians()[15]).isBetween(plain.radians()[15] / 8, plain.radians()[15]);
  }
}
