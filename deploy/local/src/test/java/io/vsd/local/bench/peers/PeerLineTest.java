package io.vsd.local.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLineTest {
  @Test
  void readsWhatRunnersSay() throws Exception {
    assertThat(
            PeerLine.parse(
                "{\"event\":\"reply\",\"tokens\":[5,6],\"prefill_seconds\":0.2,\"decode_seconds\":0.1}"))
        .isEqualTo(new PeerLine.Reply(new PeerReply(List.of(5, 6), 0.2, 0.1)));
    assertThat(PeerLine.parse("{\"event\":\"missing\",\"reason\":\"no torch\"}"))
        .isEqualTo(new PeerLine.Missing("no torch"));
    assertThat(PeerLine.parse("{\"event\":\"gap\",\"logits\":0.5}"))
        .isEqualTo(new PeerLine.Gap(0.5));
  }

  @Test
  void refusesAnythingElseAndQuotesIt() {
    for (String line :
        List.of(
            "Segmentation fault",
            "{}",
            "{\"event\":\"reply\",\"tokens\":[5]}",
            "{\"event\":\"reply\",\"tokens\":[],\"prefill_seconds\":0.2,\"decode_seconds\":0.1}",
            "{\"event\":\"ids\",\"tokens\":[1.5]}")) {
      assertThatThrownBy(() -> PeerLine.parse(line))
          .isInstanceOf(PeerException.class)
          .hasMessageContaining(line);
    }
  }
}
