package io.vsd.local.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.bench.Bar;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeersBarsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A turn for each speed; the prefill is ten times as fast. */
  private static PeerResult result(double... speeds) {
    PeerFigures figures = new PeerFigures();
    for (double speed : speeds) {
      figures.add(new PeerReply(List.of(1, 2), 0.1, 1 / speed), 10 * speed);
    }
    return new PeerResult(figures, JSON.createObjectNode(), Optional.empty());
  }

  @Test
  void ratiosAreThoseOfTheSameTurn() {
    Map<PeerRow, PeerResult> results = new EnumMap<>(PeerRow.class);
    // The machine slows down by half from turn to turn: medians alone would not tell.
    results.put(PeerRow.CLUSTER, result(80, 40, 20));
    results.put(PeerRow.LLAMA_F16, result(64, 32, 16));
    results.put(PeerRow.IN_PROCESS, result(100, 50, 25));
    List<Bar> bars = new PeersBars(results, Optional.empty()).all();

    assertThat(bars.get(0).measured().orElseThrow()).isCloseTo(1.25, within(1e-9));
    assertThat(bars.get(0).verdict()).isEqualTo("yes");
    assertThat(bars.get(3).verdict()).isEqualTo("no");
    assertThat(bars.get(1).verdict()).isEqualTo("not measured");
  }

  @Test
  void anEarlierRunIsReadFromItsFigures() throws Exception {
    JsonNode before =
        JSON.readTree(
            """
            {"rows": {"cluster": {"decode_tokens_per_second": {"median": 20.0},
                                  "prefill_tokens_per_second": {"median": 500.0}}}}
            """);
    Map<PeerRow, PeerResult> results = Map.of(PeerRow.CLUSTER, result(60, 60, 60));
    List<Bar> bars = new PeersBars(results, Optional.of(before)).all();

    assertThat(bars.get(4).measured().orElseThrow()).isCloseTo(3, within(1e-9));
    assertThat(bars.get(5).verdict()).isEqualTo("no");
    assertThat(new PeersBars(results, Optional.empty()).all().get(4).verdict())
        .isEqualTo("not measured");
  }

  @Test
  void aTurnWithoutAFigureIsLeftOut() {
    PeerFigures figures = new PeerFigures();
    figures.add(new PeerReply(List.of(1), 0.1, 0), Double.NaN);
    assertThat(figures.decode()).isEmpty();
    assertThat(figures.prefill()).isEmpty();
    figures.add(new PeerReply(List.of(1, 2, 3), 0.1, 0.5), 7);
    assertThat(figures.decode().orElseThrow().median()).isEqualTo(4);
    assertThat(figures.prefill().orElseThrow().median()).isEqualTo(7);
  }
}
