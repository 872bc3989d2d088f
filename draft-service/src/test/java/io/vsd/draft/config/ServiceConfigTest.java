package io.vsd.draft.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vsd.draft.decoding.RecordingConsent;
import io.vsd.draft.model.SpecialTokensInText;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {

  private static ServiceConfig read(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .withMapping(ServiceConfig.class)
        .build()
        .getConfigMapping(ServiceConfig.class);
  }

  @Test
  void hasADefaultForEverythingButConsent() {
    var config = read(Map.of());
    assertThat(config.draft().consent()).isEmpty();
    assertThat(config.kafka().bootstrapServers()).isEmpty();
    assertThat(config.draft().verifiers()).containsExactly("localhost:9001");
    assertThat(config.draft().tree().maxNodes()).isEqualTo(16);
  }

  @Test
  void readsLaunchersKeys() {
    var config =
        read(
            Map.of(
                "vsd.draft.verifiers", "a:1,b:2",
                "vsd.draft.consent", "metrics-only",
                "vsd.kafka.bootstrap-servers", "k:9092",
                "vsd.draft.checkpoint", "drafts/x"));
    assertThat(config.draft().verifiers()).containsExactly("a:1", "b:2");
    assertThat(config.draft().consent()).contains(RecordingConsent.METRICS_ONLY);
    assertThat(config.kafka().bootstrapServers()).contains("k:9092");
    assertThat(config.draft().checkpoint()).contains("drafts/x");
  }

  @Test
  void refusesAnUnknownKeyAndNamesIt() {
    assertThatThrownBy(() -> read(Map.of("vsd.draft.tree.max-node", "3")))
        .hasMessageContaining("vsd.draft.tree.max-node");
  }

  @Test
  void takesSpecialTokensInTextByNameOnly() {
    assertThat(read(Map.of()).draft().specialTokensInText()).isEqualTo(SpecialTokensInText.PARSE);
    assertThat(
            read(Map.of("vsd.draft.special-tokens-in-text", "text")).draft().specialTokensInText())
        .isEqualTo(SpecialTokensInText.TEXT);
    assertThatThrownBy(() -> read(Map.of("vsd.draft.special-tokens-in-text", "ignore")))
        .hasMessageContaining("ignore");
  }

  @Test
  void refusesAnUnknownConsent() {
    assertThatThrownBy(() -> read(Map.of("vsd.draft.consent", "everything")))
        .hasMessageContaining("everything");
  }
}
