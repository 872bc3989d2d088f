package io.vsd.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BrokerSettingsTest {
  @Test
  void readsItsOptions() {
    BrokerSettings settings =
        BrokerSettings.parse(
            new String[] {"--data-dir", "d", "--port", "1111", "--controller-port", "1112"});

    assertThat(settings.bootstrapServers()).isEqualTo("127.0.0.1:1111");
    assertThat(settings.serverProperties())
        .containsEntry("controller.quorum.voters", "1@127.0.0.1:1112")
        .containsEntry("log.cleaner.dedupe.buffer.size", "2097152")
        .containsEntry("broker.session.timeout.ms", "1000");
  }

  @Test
  void refusesUnknownOptionsAndImpossiblePorts() {
    assertThatThrownBy(() -> BrokerSettings.parse(new String[] {"--prot", "1"}))
        .hasMessageContaining("--prot");
    assertThatThrownBy(() -> BrokerSettings.parse(new String[] {"--port"}))
        .hasMessageContaining("without a value");
    assertThatThrownBy(() -> BrokerSettings.parse(new String[] {"--port", "70000"}))
        .hasMessageContaining("70000");
    assertThatThrownBy(() -> BrokerSettings.parse(new String[] {"--controller-port", "9092"}))
        .hasMessageContaining("both 9092");
  }
}
