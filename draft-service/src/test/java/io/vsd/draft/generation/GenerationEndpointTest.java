package io.vsd.draft.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vsd.draft.fixtures.FakeVerifier;
import io.vsd.draft.fixtures.HashDraft;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.generation.v1.StatusRequest;
import io.vsd.proto.speculation.v1.FinishReason;
import org.junit.jupiter.api.Test;

/** What a reply holds, and that it is the same whatever happens on the way. */
class GenerationEndpointTest extends GenerationStand {

  @Test
  void streamsTheSameTextWithAndWithoutSpeculation() {
    server.stand.generations.swap(new HashDraft("d1", 0.8, PROMPT));
    var fast = reply(request(60));
    var plain = reply(request(60).setSpeculation(SpeculationMode.SPECULATION_MODE_OFF));
    assertThat(fast.ids()).isEqualTo(plain.ids()).isEqualTo(plainText(60));
    assertThat(fast.text()).isEqualTo(plain.text()).hasSize(60);
    assertThat(fast.finished().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
    assertThat(fast.finished().getAcceptanceLength()).isGreaterThan(2);
    assertThat(plain.finished().getAcceptanceLength()).isEqualTo(1);
    assertThat(plain.finished().getRounds()).isEqualTo(59);
    assertThat(fast.finished().getDraftVersionsList()).containsExactly("d1");
    assertThat(plain.finished().getDraftVersionsList()).isEmpty();
    assertThat(fast.finished().getBreakdown().getDeviceNanos()).isPositive();
    assertThat(fast.finished().getBreakdown().getDraftNanos()).isPositive();
    assertThat(first.opens.getFirst().getFeatures()).isTrue();
  }

  @Test
  void showsTheTreesWhenAskedTo() {
    server.stand.generations.swap(new HashDraft("d1", 0.8, PROMPT));
    var trees = 0;
    var responses = call(request(20).setShowTree(true));
    while (responses.hasNext()) {
      var response = responses.next();
      trees += response.getTokens().getTree().getTokenIdsCount() > 0 ? 1 : 0;
    }
    assertThat(trees).isPositive();
  }

  @Test
  void goesOnUnchangedWhenTheVerifierDiesInMidSentence() {
    server.stand.generations.swap(new HashDraft("d1", 0.5, PROMPT));
    var dying = new Thread(() -> first.close());
    first.beforeVerdict =
        () -> {
          if (first.rounds.get() == 6) {
            dying.start();
          }
        };
    var survived = reply(request(80));
    assertThat(survived.ids()).isEqualTo(plainText(80));
    assertThat(survived.finished().getReopened()).isPositive();
  }

  @Test
  void goesOnUnchangedAfterALostStreamOnTheOtherVerifier() {
    server.stand.generations.swap(new HashDraft("d1", 0.5, PROMPT));
    first.failAtRound = 5;
    second.failAtRound = 9;
    var survived = reply(request(80));
    assertThat(survived.ids()).isEqualTo(plainText(80));
    assertThat(survived.finished().getReopened()).isBetween(1, 2);
    assertThat(first.opens.getFirst().getSessionId())
        .as("the session keeps its id")
        .isEqualTo(second.opens.getFirst().getSessionId());
    assertThat(server.registry.get("vsd.draft.streams.lost").counter().count()).isPositive();
  }

  @Test
  void goesOnUnchangedOnTheSameVerifierAfterItsRestart() {
    assertThat(reply(request(5)).ids()).as("the verifiers are known and connected").hasSize(5);
    second.close();
    first.close();
    var port = first.port();
    first = new FakeVerifier(port, io.vsd.draft.fixtures.InMemoryVerifiers::new);
    first.failAtRound = 5;
    var survived = reply(request(40));
    assertThat(survived.ids()).isEqualTo(plainText(40));
    assertThat(survived.finished().getReopened()).isEqualTo(1);
  }

  @Test
  void tellsWhatIsServed() {
    var draft = new HashDraft("d1", 0.8, PROMPT);
    server.stand.generations.swap(draft);
    reply(request(60));
    var status =
        GenerationServiceGrpc.newBlockingStub(server.channel)
            .status(StatusRequest.getDefaultInstance());
    assertThat(status.getDraftVersion()).isEqualTo("d1");
    assertThat(status.getFingerprint()).isEqualTo("target");
    assertThat(status.getModelName()).isEqualTo("letters");
    assertThat(status.getTotalRequests()).isEqualTo(1);
    assertThat(status.getNumDrafts()).isPositive();
    assertThat(status.getNumDraftTokens()).isGreaterThan(status.getNumAcceptedTokens());
    assertThat(status.getNumAcceptedTokens()).isPositive();
    assertThat(draft.closed).isFalse();
  }

  @Test
  void keepsPromptsOutOfItsLogs() {
    var logged = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    var handler =
        new java.util.logging.Handler() {
          @Override
          public void publish(java.util.logging.LogRecord line) {
            logged.add(
                line.getMessage()
                    + java.util.Arrays.toString(line.getParameters())
                    + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var root = java.util.logging.Logger.getLogger("");
    root.addHandler(handler);
    try {
      first.failAtRound = 2;
      second.failAtRound = 3;
      reply(GenerateRequest.newBuilder().setPrompt("canary-in-the-mine").setMaxTokens(20));
      assertThat(
              catchThrowable(
                  () -> reply(GenerateRequest.newBuilder().setPrompt("canary").setMaxTokens(-1))))
          .hasMessageNotContaining("canary");
    } finally {
      root.removeHandler(handler);
    }
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains("canary"));
  }
}
