package io.vsd.local.bench.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vsd.local.config.Workspace;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.RoundBreakdown;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecodeFiguresTest {

  private static DecodedReply reply(int tokens, double seconds, int rounds, Long... byNodes) {
    return new DecodedReply(
        Collections.nCopies(tokens, 7),
        seconds,
        Finished.newBuilder()
            .setRounds(rounds)
            .setAcceptanceLength((tokens - 1.0) / rounds)
            .setExpectedTokens(1.1 * (tokens - 1))
            .setFirstTokenSeconds(0.2)
            .addAllRoundsByNodes(List.of(byNodes))
            .setBreakdown(
                RoundBreakdown.newBuilder()
                    .setDeviceNanos(rounds * 8_000_000L)
                    .setDraftNanos(rounds * 500_000L))
            .build());
  }

  private static DecodePair pair(String category, double plain, double drafted) {
    return new DecodePair(
        category, List.of(reply(41, plain, 40, 40L)), List.of(reply(41, drafted, 20, 5L, 0L, 15L)));
  }

  @Test
  void comparesAllSecondsOfPlainRepliesWithThoseOfDraftedOnes() {
    List<DecodePair> pairs = List.of(pair("a", 3, 1), pair("a", 1, 1), pair("b", 2, 2));
    DecodeFigures figures = DecodeFigures.of(pairs);

    assertThat(figures.speed().ratio()).isCloseTo(1.5, within(1e-12));
    assertThat(figures.speed().low()).isBetween(1.0, 1.5);
    assertThat(figures.speed().high()).isBetween(1.5, 3.0);
    assertThat(figures.plainTokensPerSecond()).isCloseTo(20, within(1e-12));
    assertThat(figures.tokensARound()).isCloseTo(2, within(1e-12));
    assertThat(figures.expectedTokensARound()).isCloseTo(2.2, within(1e-12));
    assertThat(figures.round().total()).isCloseTo(4000 / 60.0, within(1e-9));
    assertThat(figures.round().verify()).isCloseTo(8, within(1e-9));
    assertThat(figures.round().draft()).isCloseTo(0.5, within(1e-9));
    assertThat(figures.nodesByShare()).isEqualTo("0:25 2:75");
    assertThat(figures.toJson().get("rounds_by_nodes")).hasToString("[15,0,45]");
  }

  @Test
  void theMedianTurnOfAPairCounts() {
    DecodePair pair =
        new DecodePair(
            "a",
            List.of(reply(5, 9, 4), reply(5, 2, 4), reply(5, 1, 4)),
            List.of(reply(5, 1, 4), reply(5, 1, 4), reply(5, 8, 4)));
    assertThat(SpeedRatio.of(List.of(pair), 1).ratio()).isEqualTo(2);
  }

  @Test
  void promptsAreTakenEvenlyAndGroupedByCategory() {
    List<Conversation> all =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new Conversation(
                        "p" + i,
                        i < 6 ? "a" : "b",
                        List.of(Conversation.message("user", "hello")),
                        List.of()))
            .toList();
    List<Conversation> few = PromptChoice.evenly(all, 6);
    assertThat(few.stream().map(Conversation::id))
        .containsExactly("p0", "p2", "p4", "p6", "p8", "p10");
    assertThat(PromptChoice.evenly(all, 99)).isEqualTo(all);
    assertThat(
            PromptChoice.groups(few, 2).stream()
                .map(g -> g.stream().map(Conversation::id).collect(Collectors.joining(" "))))
        .containsExactly("p0 p2", "p4 p0", "p6 p8", "p10 p6");
  }

  @Test
  void ourPromptsCoverEachCategoryEightTimes() throws IOException {
    List<Conversation> prompts =
        PromptFile.read(Workspace.current().home().resolve("deploy/local/bench/decode.jsonl"));
    Map<String, Long> byCategory =
        prompts.stream()
            .collect(Collectors.groupingBy(Conversation::domain, Collectors.counting()));
    assertThat(byCategory)
        .containsOnlyKeys("chat", "code", "math", "qa", "rag", "summarization", "translation");
    assertThat(byCategory.values()).containsOnly(8L);
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DecodeSettings(1, List.of(0.0), List.of(1), 1, 1))
        .withMessageContaining("--tokens");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DecodeSettings(8, List.of(11.0), List.of(1), 1, 1))
        .withMessageContaining("--temperature");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DecodeSettings(8, List.of(0.0), List.of(0), 1, 1))
        .withMessageContaining("--sessions");
  }
}
