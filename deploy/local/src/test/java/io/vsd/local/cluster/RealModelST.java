package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.fixtures.RealModel;
import io.vsd.local.client.Reply;
import io.vsd.local.config.Workspace;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import io.vsd.proto.generation.v1.ChatMessages;
import io.vsd.proto.generation.v1.GenerateRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The real target with the bundled draft, in the default precision. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealModelST {
  private ClusterStand stand;

  @BeforeAll
  void startCluster() throws Exception {
    Workspace workspace = Workspace.current();
    stand =
        ClusterStand.start(
            ClusterPlan.of(
                    ClusterStand.directory("real"),
                    RealModel.path().toString(),
                    Optional.of(workspace.bundledDraft()))
                .onFreePorts()
                .withoutLearning());
  }

  @AfterAll
  void stopCluster() {
    stand.close();
  }

  @Test
  void sameTokensWithAndWithoutTheBundledDraftAndSomeOfItsGuessesAreRight() throws Exception {
    List<Conversation> prompts =
        PromptFile.read(Workspace.current().home().resolve("deploy/local/demo/showcase.jsonl"));
    long accepted = 0;
    for (Conversation prompt : prompts.subList(0, 2)) {
      for (double temperature : new double[] {0, 0.7, 1}) {
        GenerateRequest.Builder request =
            ClusterStand.request("", temperature, 48)
                .setChat(ChatMessages.newBuilder().addAllMessages(prompt.opening()));
        Reply speculative = stand.generate(request);
        accepted += speculative.finished().getNumAcceptedTokens();
        assertThat(speculative.tokenIds())
            .as("%s at temperature %s", prompt.id(), temperature)
            .isEqualTo(stand.plain(request));
      }
    }
    assertThat(accepted).isGreaterThan(20);
  }
}
