package io.vsd.local.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreedyAgreementTest {
  private static PeerReply reply(Integer... tokens) {
    return new PeerReply(List.of(tokens), 0.1, 0.5);
  }

  private final List<int[]> asked = new ArrayList<>();

  private GreedyAgreement agreement(double gap, List<PeerReply> ours, List<PeerReply> theirs)
      throws Exception {
    List<int[]> prompts = ours.stream().map(_ -> new int[] {100, 101}).toList();
    return GreedyAgreement.of(
        prompts,
        ours,
        theirs,
        (prefix, token) -> {
          asked.add(prefix);
          return gap;
        });
  }

  @Test
  void aTextThatEndsEarlierIsTheSameText() throws Exception {
    GreedyAgreement seen = agreement(9, List.of(reply(1, 2, 3)), List.of(reply(1, 2)));
    assertThat(seen).isEqualTo(new GreedyAgreement(1, 1, 0, 2, 0));
    assertThat(asked).isEmpty();
    assertThat(seen.describe()).isEqualTo("1 of 1");
  }

  @Test
  void wherePathsPartTheScoresBehindTheSharedTextDecide() throws Exception {
    List<PeerReply> ours = List.of(reply(1, 2, 3));
    List<PeerReply> theirs = List.of(reply(1, 9, 3));
    GreedyAgreement tie = agreement(0.05, ours, theirs);
    assertThat(tie.nearTies()).isEqualTo(1);
    assertThat(tie.different()).isZero();
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst()).containsExactly(100, 101, 1);

    GreedyAgreement other = agreement(3, ours, theirs);
    assertThat(other.different()).isEqualTo(1);
    assertThat(other.describe()).isEqualTo("0 of 1, 0 near ties, gap <= 3.00");
  }
}
