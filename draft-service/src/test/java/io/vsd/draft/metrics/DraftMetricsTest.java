package io.vsd.draft.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RoundKind;
import io.vsd.draft.decoding.RoundTimings;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.tokentree.TokenTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class DraftMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DraftMetrics metrics = new DraftMetrics(registry);

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  @Test
  void countsWhoProposedAtWhichDepthAndWhyNobodyDid() {
    var tree = TokenTree.of(new int[] {5, 6, 7}, new int[] {-1, -1, 0}, new float[3]);
    var proposal =
        new Proposal(
            tree,
            List.of(ExpertKind.LOOKUP, ExpertKind.NETWORK, ExpertKind.TABLE),
            "v",
            10,
            1.5,
            RoundKind.DRAFTED);
    metrics.heard(new DecodingEvent.RoundCounted(proposal, new int[] {0, 2}, RoundTimings.NONE, 0));
    metrics.heard(
        new DecodingEvent.RoundCounted(
            Proposal.plain(RoundKind.UNPAID), new int[0], RoundTimings.NONE, 0));
    metrics.heard(
        new DecodingEvent.RoundCounted(
            Proposal.plain(RoundKind.RESTING), new int[0], RoundTimings.NONE, 0));

    var proposed = "vsd.draft.expert.proposed.tokens";
    var accepted = "vsd.draft.expert.accepted.tokens";
    assertThat(count(proposed, "expert", "lookup", "position", "0")).isEqualTo(1);
    assertThat(count(proposed, "expert", "network", "position", "0")).isEqualTo(1);
    assertThat(count(proposed, "expert", "table", "position", "1")).isEqualTo(1);
    assertThat(count(accepted, "expert", "lookup", "position", "0")).isEqualTo(1);
    assertThat(count(accepted, "expert", "network", "position", "0")).isZero();
    assertThat(count(accepted, "expert", "table", "position", "1")).isEqualTo(1);
    assertThat(count("vsd.draft.rounds.by.kind", "kind", "drafted")).isEqualTo(1);
    assertThat(count("vsd.draft.rounds.by.kind", "kind", "unpaid")).isEqualTo(1);
    assertThat(count("vsd.draft.rounds.by.kind", "kind", "resting")).isEqualTo(1);
    assertThat(count("vsd.draft.rounds.by.kind", "kind", "crowded")).isZero();
    assertThat(registry.get("vsd.draft.expected.accepted.tokens").functionCounter().count())
        .isEqualTo(1.5);
    assertThat(registry.get("vsd.draft.calibration").gauge().value())
        .isCloseTo(2.5 / 3, within(1e-12));
  }
}
