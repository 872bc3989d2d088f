package io.vsd.local.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.OtherLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadReportTest {
  private static final long MS = 1_000_000;

  private final Map<LoadCondition, LoadFigures> figures = new LinkedHashMap<>();

  private void seen(LoadCondition condition, long gapMs, double bookkeepingMs) {
    List<TokenTimes> replies = new ArrayList<>();
    for (int i = 0; i < condition.sessions(); i++) {
      replies.add(
          new TokenTimes(LongStream.range(0, 201).map(t -> t * gapMs * MS).boxed().toList()));
    }
    figures
        .computeIfAbsent(condition, _ -> new LoadFigures())
        .add(new SessionsSeen(replies, bookkeepingMs));
  }

  private LoadReport report() {
    return new LoadReport(
        "a/model",
        new LoadSettings(1, 0, 64, Duration.ofMinutes(1)),
        1,
        figures,
        new LoadReport.Surroundings(
            new MachineFacts("a CPU", List.of("avx2"), 2), new OtherLoad()));
  }

  private static List<String> verdicts(LoadReport report) {
    return report.bars().stream().map(Bar::verdict).toList();
  }

  @Test
  void everyBarIsHeldWhereFourCostHalfAsMuchAgain() {
    seen(LoadCondition.ALONE, 10, 0.2);
    seen(new LoadCondition(1, true), 20, 0.2);
    seen(new LoadCondition(4, false), 15, 0.2);
    seen(new LoadCondition(8, false), 22, 0.2);
    assertThat(verdicts(report())).hasSize(6).containsOnly("yes");
    assertThat(report().markdown())
        .contains("| 4 sessions | 266.7 (266.7-266.7) | 2.67 (2.67-2.67) | 15.00 | 1.00 |");
    assertThat(report().toJson().at("/conditions/sessions_1_busy/over_one_session/median"))
        .hasToString("0.5");
  }

  @Test
  void sessionsOneAfterTheOtherMissTheirBars() {
    seen(LoadCondition.ALONE, 10, 0.9);
    seen(new LoadCondition(1, true), 40, 0.9);
    seen(new LoadCondition(4, false), 40, 0.9);
    assertThat(verdicts(report()))
        .containsExactly("no", "no", "not measured", "yes", "not measured", "no");
  }

  @Test
  void aStallShowsInTheTail() {
    List<Long> nanos = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 200; i++) {
      now += (i % 40 == 0 ? 50 : 10) * MS;
      nanos.add(now);
    }
    LoadFigures four = new LoadFigures();
    four.add(new SessionsSeen(List.of(new TokenTimes(nanos)), 0.1));
    figures.put(new LoadCondition(4, false), four);
    Bar tail = report().bars().get(3);
    assertThat(tail.verdict()).isEqualTo("no");
    assertThat(tail.measured()).hasValue(5);
  }
}
