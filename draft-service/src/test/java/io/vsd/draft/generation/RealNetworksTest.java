package io.vsd.draft.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.draft.fixtures.Checkpoints;
import io.vsd.draft.fixtures.DraftServer;
import io.vsd.draft.fixtures.FakeVerifier;
import io.vsd.draft.fixtures.TargetVerifiers;
import io.vsd.draft.model.EngineDraftLoader;
import io.vsd.draft.model.EngineText;
import io.vsd.draft.model.SpecialTokensInText;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.generation.v1.ChatMessages;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.speculation.v1.SamplingParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny, but real: target and draft networks, tokenizer and template, gRPC on both sides. */
class RealNetworksTest {

  private static final DeviceOptions OPTIONS = new DeviceOptions("cpu", Precision.STORED, 1);

  @TempDir Path dir;
  private Path target;
  private ModelDirectory directory;
  private TargetModel model;
  private FakeVerifier first;
  private FakeVerifier second;
  private DraftServer server;

  @BeforeEach
  void start() {
    target = Checkpoints.target(dir);
    var device = new ReentrantLock();
    directory = ModelDirectory.open(target);
    model = Backends.target(directory, OPTIONS);
    first = new FakeVerifier(0, () -> new TargetVerifiers(model, device));
    second = new FakeVerifier(0, () -> new TargetVerifiers(model, device));
    first.fingerprint = model.fingerprint();
    second.fingerprint = model.fingerprint();
    server =
        new DraftServer(
            new EngineText(directory, SpecialTokensInText.PARSE),
            new EngineDraftLoader(directory, OPTIONS, () -> "", EnumSet.allOf(ExpertKind.class)),
            List.of(first.address(), second.address()));
  }

  @AfterEach
  void stop() {
    server.close();
    first.close();
    second.close();
    model.close();
    directory.close();
  }

  private record Reply(List<Integer> ids, String text, Finished finished) {}

  private Reply reply(double temperature, SpeculationMode speculation, Runnable afterFirst) {
    var chat =
        ChatMessages.newBuilder()
            .addMessages(ChatMessage.newBuilder().setRole("user").setContent("hello there"));
    var responses =
        GenerationServiceGrpc.newBlockingStub(server.channel)
            .generate(
                GenerateRequest.newBuilder()
                    .setChat(chat)
                    .setSampling(
                        SamplingParameters.newBuilder().setTemperature(temperature).setSeed(3))
                    .setMaxTokens(100)
                    .setSpeculation(speculation)
                    .build());
    var ids = new ArrayList<Integer>();
    var text = new StringBuilder();
    var finished = Finished.getDefaultInstance();
    while (responses.hasNext()) {
      var response = responses.next();
      for (var token : response.getTokens().getTokensList()) {
        ids.add(token.getId());
        text.append(token.getText());
      }
      if (ids.size() > 5) {
        afterFirst.run();
        afterFirst = () -> {};
      }
      finished = response.hasFinished() ? response.getFinished() : finished;
    }
    return new Reply(ids, text + finished.getTail(), finished);
  }

  private DraftCheckpoint draft(String id) throws IOException {
    return Checkpoints.write(target, dir.resolve("drafts"), id, 60);
  }

  @Test
  void writesTheSameTextOnAndOffOverASwapAndALostVerifier() throws Exception {
    assertThat(server.swapper.swapTo(draft("d1"))).isTrue();
    for (double temperature : new double[] {0, 0.7, 1}) {
      var plain = reply(temperature, SpeculationMode.SPECULATION_MODE_OFF, () -> {});
      var fast = reply(temperature, SpeculationMode.SPECULATION_MODE_ON, () -> {});
      assertThat(fast.ids()).as("temperature %s", temperature).isEqualTo(plain.ids());
      assertThat(fast.text()).isEqualTo(plain.text());
      assertThat(fast.finished().getNumDraftTokens()).isPositive();

      first.failAtRound = first.rounds.get() + 3;
      second.failAtRound = second.rounds.get() + 7;
      var moved = reply(temperature, SpeculationMode.SPECULATION_MODE_ON, () -> {});
      assertThat(moved.ids()).isEqualTo(plain.ids());
      assertThat(moved.finished().getReopened()).isPositive();

      var weights = new HashMap<>(draft("base" + temperature).weights());
      Objects.requireNonNull(weights.get("fc.weight"))[0] += 0.5f;
      var manifest = draft("x" + temperature).manifest().child("next" + temperature);
      var other =
          DraftCheckpoint.read(dir.resolve("drafts/x" + temperature))
              .withWeights(weights, manifest);
      var swapped =
          reply(
              temperature,
              SpeculationMode.SPECULATION_MODE_ON,
              () -> assertThat(server.swapper.swapTo(other)).isTrue());
      assertThat(swapped.ids()).isEqualTo(plain.ids());
      assertThat(server.stand.generations.activeVersion()).isEqualTo("next" + temperature);
    }
    assertThat(server.registry.find("vsd.draft.fallback.rounds").tag("reason", "failed").counter())
        .satisfies(c -> assertThat(c.count()).isZero());
  }
}
