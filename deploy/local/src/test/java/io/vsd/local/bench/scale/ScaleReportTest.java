package io.vsd.local.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.OtherLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScaleReportTest {
  private final ScaleFigures figures = new ScaleFigures();

  private void said(String line) throws IOException {
    figures.take(new ObjectMapper().readTree(line));
  }

  private void point(String curve, int x, double millis) throws IOException {
    said(
        "{\"event\":\"point\",\"curve\":\"%s\",\"x\":%d,\"millis\":%s,\"bytes\":%d}"
            .formatted(curve, x, millis, curve.equals("read") ? 200 << 20 : 0));
  }

  private ScaleReport report(String... vectorFlags) {
    return new ScaleReport(
        figures,
        new ScaleSettings(2, 5, "stored", Optional.empty(), Duration.ofMinutes(1)),
        new MachineFacts("a CPU", List.of(vectorFlags), 2),
        new OtherLoad());
  }

  private static Map<String, String> verdicts(ScaleReport report) {
    return report.bars().stream().collect(Collectors.toMap(Bar::what, Bar::verdict));
  }

  @Test
  void barsCompareWhatTheRunMeasured() throws Exception {
    said("{\"event\":\"ready\",\"model\":\"a/b\"}");
    point("read", 0, 10);
    point("linear", 1, 11);
    point("rows", 1, 13);
    point("rows", 4, 17);
    point("rows", 8, 22);
    point("sessions", 1, 13);
    point("sessions", 4, 18);
    point("draft-depth", 1, 1.5);
    said("{\"event\":\"end\"}");

    assertThat(figures.ended()).isTrue();
    assertThat(verdicts(report("avx2")))
        .containsEntry("linear layers at 1 row over reading", "yes")
        .containsEntry("forward over linear layers, rows 1", "yes")
        .containsEntry("forward over linear layers, rows 8", "not measured")
        .containsEntry("4 rows over 1", "no")
        .containsEntry("8 rows over 1", "yes")
        .containsEntry("a draft depth over a plain step", "no")
        .containsEntry("4 sessions' tokens/s over 1", "yes")
        .containsEntry("8 sessions' tokens/s over 1", "not measured");
    assertThat(report("avx2").caption()).contains("200 MB once takes 10.00 ms (21.0 GB/s)");
  }

  @Test
  void widerVectorsAreToDoMoreWithTheSameReading() throws Exception {
    point("rows", 1, 10);
    point("rows", 8, 17);
    assertThat(verdicts(report("avx2", "avx512f"))).containsEntry("8 rows over 1", "no");
    assertThat(verdicts(report("avx2"))).containsEntry("8 rows over 1", "yes");
  }

  @Test
  void aReasonOrAnUnknownLineEndsTheMeasurement() {
    assertThatThrownBy(() -> said("{\"event\":\"missing\",\"reason\":\"no such file\"}"))
        .isInstanceOf(IOException.class)
        .hasMessage("no such file");
    assertThatThrownBy(() -> said("{\"event\":\"other\"}")).isInstanceOf(IOException.class);
  }
}
