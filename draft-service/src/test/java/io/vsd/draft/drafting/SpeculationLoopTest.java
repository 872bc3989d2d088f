package io.vsd.draft.drafting;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.draft.decoding.DecodingRules;
import io.vsd.draft.decoding.DecodingState;
import io.vsd.draft.decoding.FinishReason;
import io.vsd.draft.decoding.Generation;
import io.vsd.draft.decoding.NextStep;
import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.Refusal;
import io.vsd.draft.decoding.ReopenPolicy;
import io.vsd.draft.decoding.RoundTimings;
import io.vsd.draft.decoding.Verdict;
import io.vsd.draft.fixtures.DraftStand;
import io.vsd.draft.fixtures.HashDraft;
import io.vsd.draft.fixtures.HashTarget;
import io.vsd.draft.fixtures.InMemoryVerifiers;
import io.vsd.draft.fixtures.RecordingSink;
import io.vsd.draft.fixtures.Requests;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.tokentree.TreeShape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpeculationLoopTest {

  private static final double[] TEMPERATURES = {0, 0.7, 1};
  private static final int[] PROMPT = Requests.prompt(12, 1);

  private final DraftStand stand = new DraftStand();
  private final InMemoryVerifiers verifiers = new InMemoryVerifiers();
  private final RecordingSink sink = new RecordingSink();
  private final List<DecodingEvent> events = new ArrayList<>();
  private final SpeculationLoop loop =
      new SpeculationLoop(new DecodingRules(new ReopenPolicy(6, 10, 100)), events::add);

  @AfterEach
  void close() {
    stand.close();
  }

  private DecodingState run(Generation request) throws RequestCancelled {
    var drafter = request.speculation() ? stand.drafter(request.sampling()) : Drafter.plain();
    return loop.run(request, drafter, verifiers, sink);
  }

  private static List<Integer> plainText(Generation request) {
    return new HashTarget().decode(request.promptIds(), request.sampling(), request.maxTokens());
  }

  @Test
  void writesTheSameTextWithSpeculationOnAndOffAtEveryTemperature() throws Exception {
    for (double temperature : TEMPERATURES) {
      for (long seed = 0; seed < 20; seed++) {
        var prompt = Requests.prompt(1 + (int) seed % 9, seed);
        var sampling = new SamplingParameters(temperature, 1, 0, seed);
        stand.generations.swap(new HashDraft("v" + seed, 0.6, prompt));
        for (boolean speculation : new boolean[] {true, false}) {
          var request = Requests.of(prompt, sampling, 40, speculation);
          var fresh = new RecordingSink();
          var drafter = speculation ? stand.drafter(sampling) : Drafter.plain();
          loop.run(request, drafter, new InMemoryVerifiers(), fresh);
          assertThat(fresh.ids())
              .as("temperature %s, seed %d, speculation %s", temperature, seed, speculation)
              .isEqualTo(plainText(request));
        }
      }
    }
    assertThat(stand.fallbacks).isEmpty();
  }

  @Test
  void plainRoundsMayBeAskedForAheadButNoRoundBeyondTheLast() throws Exception {
    for (boolean speculation : new boolean[] {true, false}) {
      verifiers.plainFollows.clear();
      run(Requests.of(PROMPT, new SamplingParameters(0, 1, 0, 7), 5, speculation));
      assertThat(verifiers.plainFollows)
          .as("speculation %s, no draft", speculation)
          .containsExactly(true, true, true, false);
    }
  }

  @Test
  void noRoundIsAskedForAheadWhileADraftProposes() throws Exception {
    stand.generations.swap(new HashDraft("good", 0.5, PROMPT));
    run(Requests.of(PROMPT, 0, 40));
    assertThat(verifiers.plainFollows).isNotEmpty().containsOnly(false);
  }

  @Test
  void needsFewerRoundsWithAGoodDraft() throws Exception {
    stand.generations.swap(new HashDraft("good", 1, PROMPT));
    var state = run(Requests.of(PROMPT, 1, 40));
    assertThat(sink.ids()).isEqualTo(plainText(Requests.of(PROMPT, 1, 40)));
    assertThat(state.tally().rounds()).isLessThanOrEqualTo(10);
    assertThat(state.tally().acceptanceLength()).isGreaterThan(3.5);
    assertThat(state.tally().drafts().accepted()).isGreaterThan(25);
  }

  @Test
  void writesTheSameTextWithAnyTreeShape() throws Exception {
    var request = Requests.of(PROMPT, 0.7, 33);
    for (int nodes = 0; nodes < 9; nodes++) {
      for (int depth = 1; depth < 6; depth++) {
        stand.bounds = new TreeShape(nodes, depth, depth % 2 + 1);
        stand.generations.swap(new HashDraft("shape", 0.7, PROMPT));
        var fresh = new RecordingSink();
        loop.run(request, stand.drafter(request.sampling()), new InMemoryVerifiers(), fresh);
        assertThat(fresh.ids())
            .as("%d nodes, depth %d", nodes, depth)
            .isEqualTo(plainText(request));
      }
    }
  }

  @Test
  void writesOnUnchangedOverASwapInMidSentence() throws Exception {
    var request = Requests.of(PROMPT, 1, 48);
    var old = new HashDraft("old", 0.5, PROMPT);
    var fresh = new HashDraft("new", 0.9, PROMPT);
    stand.generations.swap(old);
    sink.afterTokens =
        count -> {
          if (count >= 10 && !stand.generations.activeVersion().equals("new")) {
            stand.generations.swap(fresh);
          }
        };
    run(request);
    assertThat(sink.ids()).isEqualTo(plainText(request));
    assertThat(sink.draftVersions).contains("old", "new");
    awaitTrue("the old generation is freed", () -> old.closed);
    assertThat(fresh.rebuiltRows.get())
        .as("the new one began from kept features")
        .isGreaterThan(PROMPT.length);
    assertThat(stand.fallbacks).isEmpty();
  }

  @Test
  void writesOnUnchangedAfterAVerifierIsLostInMidSentence() throws Exception {
    var request = Requests.of(PROMPT, 1, 48);
    stand.generations.swap(new HashDraft("draft", 0.6, PROMPT));
    verifiers.insteadOfVerdict =
        (count, _) -> count == 3 || count == 7 ? new Observation.Lost("killed") : null;
    var state = run(request);
    assertThat(sink.ids()).isEqualTo(plainText(request));
    assertThat(state.reopened()).isEqualTo(2);
    assertThat(verifiers.opens.get(1).tokens()).hasSizeGreaterThan(PROMPT.length);
    assertThat(verifiers.opens.get(1).expectedFingerprint()).isEqualTo("target");
    assertThat(stand.fallbacks).isEmpty();
    assertThat(verifiers.closed).isTrue();
  }

  @Test
  void triesToOpenAgainWithGrowingPausesAndThenGivesUp() throws Exception {
    verifiers.insteadOfOpen = count -> count > 1 ? new Observation.Lost("refused") : null;
    verifiers.insteadOfVerdict = (_, _) -> new Observation.Lost("killed");
    var state = run(Requests.of(PROMPT, 0, 48));
    assertThat(state.nextStep())
        .isInstanceOfSatisfying(
            NextStep.Fail.class,
            fail -> assertThat(fail.refusal()).isEqualTo(new Refusal.NoVerifier("refused", 100)));
    assertThat(sink.pauses).containsExactly(10L, 20L, 40L, 80L);
  }

  @Test
  void asksForNoFeaturesWhenNobodyNeedsThem() throws Exception {
    run(Requests.of(PROMPT, 0, 8));
    assertThat(verifiers.opens.getFirst().features()).as("no draft is loaded").isFalse();
    stand.generations.swap(new HashDraft("draft", 0.6, PROMPT));
    run(Requests.of(PROMPT, SamplingParameters.greedy(), 8, false));
    assertThat(verifiers.opens.get(1).features()).as("speculation is off").isFalse();
    run(Requests.of(PROMPT, 0, 8));
    assertThat(verifiers.opens.get(2).features()).isTrue();
  }

  @Test
  void keepsTheTextWhenDraftingFailsAndCountsIt() throws Exception {
    var request = Requests.of(PROMPT, 1, 40);
    var draft = new HashDraft("draft", 0.6, PROMPT);
    stand.generations.swap(draft);
    sink.afterTokens =
        count ->
            draft.beforeProposal =
                count >= 6 && count < 9
                    ? () -> {
                      throw new IllegalStateException("no more memory");
                    }
                    : () -> {};
    run(request);
    assertThat(sink.ids()).isEqualTo(plainText(request));
    assertThat(stand.fallbacks).isNotEmpty().containsOnly(Fallback.FAILED);
    assertThat(sink.draftVersions).endsWith("draft");
  }

  @Test
  void decodesPlainlyAfterAVerifierRefusedAProposal() throws Exception {
    var request = Requests.of(PROMPT, 1, 40);
    stand.generations.swap(new HashDraft("draft", 0.6, PROMPT));
    verifiers.insteadOfVerdict =
        (_, proposal) ->
            proposal.isPlain() ? null : new Observation.ProposalRefused("tree too large");
    var state = run(request);
    assertThat(sink.ids()).isEqualTo(plainText(request));
    assertThat(state.speculating()).isFalse();
    assertThat(verifiers.proposals.stream().filter(p -> !p.isPlain())).hasSize(1);
  }

  @Test
  void distrustsAVerifierThatAnswersNonsense() throws Exception {
    var request = Requests.of(PROMPT, 1, 40);
    stand.generations.swap(new HashDraft("draft", 0.9, PROMPT));
    var nonsense =
        List.of(
            verdict(99, OptionalInt.of(1)),
            verdict(1, OptionalInt.of(1), 7, 7),
            verdict(1, OptionalInt.of(1), -1),
            verdict(1, OptionalInt.empty()));
    verifiers.insteadOfVerdict =
        (count, proposal) ->
            count <= nonsense.size()
                ? new Observation.Judged(proposal, nonsense.get(count - 1), 1)
                : null;
    var state = run(request);
    assertThat(sink.ids()).isEqualTo(plainText(request));
    assertThat(state.reopened()).isEqualTo(nonsense.size());
  }

  private static Verdict verdict(long round, OptionalInt bonus, int... accepted) {
    return new Verdict(
        round,
        accepted,
        bonus,
        new byte[0],
        FinishReason.NOT_FINISHED,
        RoundTimings.NONE,
        new Verdict.Batch(0, 0));
  }

  @Test
  void refusesToGoOnWithAnotherTarget() throws Exception {
    verifiers.insteadOfVerdict = (_, _) -> new Observation.Lost("killed");
    verifiers.insteadOfOpen =
        count ->
            count > 1
                ? new Observation.Opened(
                    "other", 1, new byte[0], FinishReason.NOT_FINISHED, RoundTimings.NONE)
                : null;
    var state = run(Requests.of(PROMPT, 0, 48));
    assertThat(state.nextStep()).isInstanceOf(NextStep.Fail.class);
    assertThat(sink.ids()).hasSize(1);
  }

  @Test
  void passesARefusalOn() throws Exception {
    var refusal = new Refusal.Answered(new IllegalArgumentException("prompt too long"));
    verifiers.insteadOfOpen = _ -> new Observation.Refused(refusal);
    assertThat(run(Requests.of(PROMPT, 0, 48)).nextStep()).isEqualTo(new NextStep.Fail(refusal));
    assertThat(verifiers.opens).hasSize(1);
  }

  @Test
  void waitsForRoomAndPassesTheRefusalOnWhenThereIsNone() throws Exception {
    var refusal = new Refusal.Answered(new IllegalStateException("full"));
    verifiers.insteadOfOpen = count -> count <= 2 ? new Observation.Overloaded(50, refusal) : null;
    run(Requests.of(PROMPT, 0, 20));
    assertThat(sink.ids()).isEqualTo(plainText(Requests.of(PROMPT, 0, 20)));
    assertThat(sink.pauses).containsExactly(50L, 50L);

    verifiers.insteadOfOpen = _ -> new Observation.Overloaded(50, refusal);
    assertThat(run(Requests.of(PROMPT, 0, 20)).nextStep()).isEqualTo(new NextStep.Fail(refusal));
  }

  @Test
  void stopsWithinOneRoundOfACancellation() {
    stand.generations.swap(new HashDraft("draft", 0.9, PROMPT));
    sink.cancelAfterTokens = 10;
    assertThatThrownBy(() -> run(Requests.of(PROMPT, 1, 200))).isInstanceOf(RequestCancelled.class);
    assertThat(sink.tokens).hasSizeBetween(10, 15);
    assertThat(verifiers.closed).isTrue();
  }

  @Test
  void saysWhereEachTokenCameFrom() throws Exception {
    stand.generations.swap(new HashDraft("draft", 1, PROMPT));
    run(Requests.of(PROMPT, 1, 11));
    assertThat(sink.tokens.stream().map(t -> t.acceptedDepth()))
        .containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0);
    assertThat(sink.draftVersions).containsExactly("", "draft", "draft");
  }

  @Test
  void countsOnlyRoundsInTheAcceptanceLength() throws Exception {
    stand.generations.swap(new HashDraft("draft", 1, PROMPT));
    var tally = run(Requests.of(PROMPT, 1, 11)).tally();
    assertThat(tally.rounds()).isEqualTo(2);
    assertThat(tally.acceptanceLength()).isEqualTo(5.0);
    assertThat(tally.verifier()).isEqualTo(new RoundTimings(20, 40, 60));
    assertThat(tally.transportNanos()).isEqualTo(80);
  }

  @Test
  void neverDraftsPastTheTokenLimit() throws Exception {
    stand.generations.swap(new HashDraft("draft", 1, PROMPT));
    for (int maxTokens = 1; maxTokens < 12; maxTokens++) {
      var fresh = new RecordingSink();
      var port = new InMemoryVerifiers();
      var request = Requests.of(PROMPT, 1, maxTokens);
      loop.run(request, stand.drafter(request.sampling()), port, fresh);
      assertThat(fresh.ids()).hasSize(maxTokens).isEqualTo(plainText(request));
      for (Proposal proposal : port.proposals) {
        assertThat(proposal.tree().maxDepth()).isLessThan(maxTokens);
      }
    }
  }
}
