package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.local.client.Reply;
import io.vsd.local.config.Workspace;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import io.vsd.proto.generation.v1.ChatMessages;
import io.vsd.proto.generation.v1.GenerateRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 1 on the real target with the bundled draft, in the default precision. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealModelST {
  private static final int TOKENS = 24;
  private static final int LONG = 48;
  private static final Duration SWAP_LIMIT = Duration.ofMinutes(2);

  private final Path directory = ClusterStand.directory("real");
  private final Path initial = directory.resolve("initial");
  private List<Conversation> prompts = List.of();
  private ClusterStand stand;
  private EqualTextScenario scenario;

  @BeforeAll
  void startCluster() throws Exception {
    TinyTarget.deleteTree(directory);
    prompts =
        PromptFile.read(Workspace.current().home().resolve("deploy/local/demo/showcase.jsonl"));
    bundled().write(initial);
    stand =
        ClusterStand.startWithEagerTrainer(
            plan("state")
                .withVerifiers(2)
                // Guesses are wanted wherever there are any; the other cluster has its trees
                // priced.
                .with(ServiceRole.DRAFT, "vsd.draft.tree.whole", "true")
                .with(ServiceRole.TRAINER, "vsd.trainer.initial-checkpoint", initial.toString()));
    List<GenerateRequest.Builder> requests = new ArrayList<>();
    for (Conversation prompt : prompts.subList(0, 2)) {
      requests.addAll(EqualTextScenario.atEveryTemperature(request(prompt, TOKENS)));
    }
    scenario = new EqualTextScenario(stand, requests);
  }

  @AfterAll
  void stopCluster() {
    stand.close();
  }

  @Test
  void sameTokensWithAndWithoutTheBundledDraftAndSomeOfItsGuessesAreRight() throws Exception {
    assertThat(scenario.speculationOnAndOff()).as("accepted drafted tokens").isGreaterThan(10);
  }

  @Test
  void sameTokensWhateverTheTreeShape() throws Exception {
    new EqualTextScenario(
            stand, EqualTextScenario.atEveryTemperature(request(prompts.getFirst(), TOKENS)))
        .anotherTreeShape(plan("shape"));
  }

  @Test
  void sameTokensAloneAndAmongOtherRequests() throws Exception {
    scenario.aloneAndAmongOtherRequests();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 1})
  void sameTokensWhenTheVerifierIsKilledInMidSentence(double temperature) throws Exception {
    GenerateRequest.Builder request = request(prompts.get(2), LONG);
    request.getSamplingBuilder().setTemperature(temperature);
    scenario.verifierKilledInMidSentence(request, 5);
  }

  /** The trainer comes back with another first checkpoint, which it announces: a swap on demand. */
  @Test
  void sameTokensWhenAnotherDraftIsSwappedInInMidSentence() throws Exception {
    EqualTextScenario running =
        new EqualTextScenario(
            stand, EqualTextScenario.atEveryTemperature(request(prompts.get(2), LONG)));
    List<Reply> straddling =
        running.across(
            () -> {
              long swaps = stand.client().status().getSwaps();
              stand.cluster().service("trainer").kill();
              TinyTarget.deleteTree(directory.resolve("state").resolve("registry"));
              TinyTarget.deleteTree(initial);
              noisy(bundled()).write(initial);
              stand.cluster().restart("trainer");
              ClusterStand.await(
                  SWAP_LIMIT, () -> stand.client().status().getSwaps(), now -> now > swaps);
            });
    assertThat(straddling).as("replies that were under way at the swap").isNotEmpty();
    running.speculationOnAndOff();
  }

  private ClusterPlan plan(String state) {
    return ClusterPlan.of(
            directory.resolve(state),
            RealModel.path().toString(),
            Optional.of(Workspace.current().bundledDraft()))
        .onFreePorts();
  }

  private static GenerateRequest.Builder request(Conversation prompt, int tokens) {
    return ClusterStand.request("", 0, tokens)
        .setChat(ChatMessages.newBuilder().addAllMessages(prompt.opening()));
  }

  private static DraftCheckpoint bundled() throws IOException {
    return DraftCheckpoint.read(Workspace.current().bundledDraft());
  }

  /** A draft that guesses otherwise. */
  private static DraftCheckpoint noisy(DraftCheckpoint draft) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, float[]> weights = new HashMap<>();
    draft
        .weights()
        .forEach(
            (name, values) -> {
              float[] other = values.clone();
              for (int i = 0; i < other.length; i++) {
                other[i] *= (float) (1 + 0.5 * random.nextGaussian());
              }
              weights.put(name, other);
            });
    return draft.withWeights(weights, draft.manifest().child("noisy"));
  }
}
