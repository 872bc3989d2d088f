package io.vsd.draft.verifiers;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RoundKind;
import io.vsd.draft.drafting.OpenCommand;
import io.vsd.draft.fixtures.FakeVerifier;
import io.vsd.draft.fixtures.HashTarget;
import io.vsd.draft.fixtures.Requests;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailoverVerifiersTest {
  private static final int[] PROMPT = Requests.prompt(12, 1);

  private final FakeVerifier fake = new FakeVerifier();
  private final VerifierDirectory directory =
      new VerifierDirectory(List.of(fake.address()), 1 << 20, 1000);
  private final FailoverVerifiers verifiers =
      new FailoverVerifiers(directory, new FailoverVerifiers.Patience(10_000, 10_000));

  @AfterEach
  void close() {
    verifiers.close();
    directory.close();
    fake.close();
  }

  private Observation open() {
    return verifiers.open(new OpenCommand(Requests.of(PROMPT, 0, 40), PROMPT, "", false));
  }

  private int bonusOf(Observation seen) {
    return ((Observation.Judged) seen).verdict().bonusToken().orElseThrow();
  }

  @Test
  void theVerifierHasTheNextPlainRoundBeforeItIsProposed() throws Exception {
    var request = Requests.of(PROMPT, 0, 40);
    var expected = new HashTarget().decode(PROMPT, request.sampling(), 40);
    assertThat(open()).isInstanceOf(Observation.Opened.class);
    assertThat(verifiers.askedAhead(1)).isFalse();
    assertThat(bonusOf(verifiers.propose(1, Proposal.plain(RoundKind.OFF), true)))
        .isEqualTo(expected.get(1));
    awaitTrue("the next round arrives", () -> fake.rounds.get() == 2);
    assertThat(verifiers.askedAhead(2)).isTrue();
    assertThat(verifiers.askedAhead(3)).isFalse();
    assertThat(bonusOf(verifiers.propose(2, Proposal.plain(RoundKind.OFF), false)))
        .isEqualTo(expected.get(2));
    assertThat(bonusOf(verifiers.propose(3, Proposal.plain(RoundKind.OFF), false)))
        .isEqualTo(expected.get(3));
    assertThat(fake.rounds).hasValue(3);
  }

  @Test
  void whatWasAskedForAheadIsLostWithItsStream() {
    assertThat(open()).isInstanceOf(Observation.Opened.class);
    fake.failAtRound = 2;
    assertThat(verifiers.propose(1, Proposal.plain(RoundKind.OFF), true))
        .isInstanceOf(Observation.Judged.class);
    assertThat(verifiers.propose(2, Proposal.plain(RoundKind.OFF), true))
        .isInstanceOf(Observation.Lost.class);
    assertThat(open()).isInstanceOf(Observation.Opened.class);
    assertThat(verifiers.askedAhead(1)).isFalse();
    assertThat(verifiers.propose(1, Proposal.plain(RoundKind.OFF), false))
        .isInstanceOf(Observation.Judged.class);
  }
}
