package io.vsd.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineFactsTest {
  @Test
  void readsWhatLinuxSaysOfAnX86() {
    MachineFacts facts =
        MachineFacts.of(
            List.of(
                "processor\t: 0",
                "model name\t: Some CPU @ 2.10GHz",
                "flags\t\t: fpu sse2 fma avx avx2 avx512f amx_int8",
                "processor\t: 1",
                "model name\t: Another"),
            2);
    assertThat(facts.model()).isEqualTo("Some CPU @ 2.10GHz");
    assertThat(facts.vectorFlags()).containsExactly("amx_int8", "avx", "avx2", "avx512f", "fma");
    assertThat(facts.vectorBits()).isEqualTo(512);
  }

  @Test
  void widthsFollowTheFlags() {
    assertThat(MachineFacts.of(List.of("flags : avx avx2"), 1).vectorBits()).isEqualTo(256);
    assertThat(MachineFacts.of(List.of("Features : fp asimd"), 1).vectorBits()).isEqualTo(128);
  }

  @Test
  void aSystemThatTellsNothingIsUnknown() {
    assertThat(MachineFacts.of(List.of(), 4).describe())
        .isEqualTo("unknown, 4 cores, 128-bit vectors");
  }
}
