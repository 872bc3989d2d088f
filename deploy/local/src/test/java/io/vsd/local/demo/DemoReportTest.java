package io.vsd.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final List<List<Integer>> TEXTS = List.of(List.of(1, 2), List.of(3));

  private static DemoReport report(boolean equal, long rounds, List<List<Integer>> textsAfter) {
    return new DemoReport(
        "m",
        List.of(
            new PromptSpeed("a", 9, List.of(10.0, 20.0), List.of(30.0, 40.0), 1.8, true),
            new PromptSpeed("b", 9, List.of(20.0, 22.0), List.of(10.0, 12.0), 1.2, equal)),
        new HeldOutMeasurement("d0", 100, 60, 30, TEXTS),
        new HeldOutMeasurement("d1", 100, rounds, 40, textsAfter),
        new LearningOutcome(50, 90, 1, 2, 1, 24, List.of(19.0), List.of(20.0)),
        100);
  }

  @Test
  void jsonHasTheDocumentedFigures() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report(true, 50, TEXTS).toJson());

    assertThat(json.get("texts_equal").asBoolean()).isTrue();
    assertThat(json.at("/tokens_per_second/plain").asDouble()).isEqualTo(18);
    assertThat(json.at("/tokens_per_second/speculative").asDouble()).isEqualTo(23);
    assertThat(json.at("/tokens_per_second/trainer_busy").asDouble()).isEqualTo(19);
    assertThat(json.at("/tokens_per_second/trainer_idle").asDouble()).isEqualTo(20);
    assertThat(json.at("/acceptance_length/after").asDouble()).isEqualTo(2);
    assertThat(json.get("checkpoints_promoted").asInt()).isEqualTo(1);
    assertThat(json.get("swaps").asInt()).isEqualTo(1);
    assertThat(json.at("/prompts/0/plain_tokens_per_second/1").asDouble()).isEqualTo(20);
  }

  @Test
  void successTakesEqualTextsALearnedDraftAndALongerAcceptance() {
    assertThat(report(true, 50, TEXTS).succeeded()).isTrue();
    assertThat(report(false, 50, TEXTS).succeeded()).isFalse();
    assertThat(report(true, 60, TEXTS).succeeded()).isFalse();
    assertThat(report(true, 50, List.of(List.of(1, 2), List.of(4))).textsEqual()).isFalse();
  }
}
