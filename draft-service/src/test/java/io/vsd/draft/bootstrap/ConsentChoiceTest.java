package io.vsd.draft.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.draft.decoding.RecordingConsent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsentChoiceTest {

  @Test
  void refusesToServeBeforeTheOperatorHasChosen() {
    assertThatThrownBy(() -> ConsentChoice.of(Optional.empty()))
        .hasMessageContaining("vsd.draft.consent")
        .hasMessageContaining("off, metrics-only or full");
  }

  @Test
  void takesTheOperatorsChoice() {
    assertThat(ConsentChoice.of(Optional.of(RecordingConsent.OFF))).isEqualTo(RecordingConsent.OFF);
  }
}
