package io.vsd.draft.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.draft.drafting.DraftPort;
import io.vsd.draft.fixtures.DraftServer;
import io.vsd.draft.fixtures.FakeVerifier;
import io.vsd.draft.fixtures.HashTarget;
import io.vsd.draft.fixtures.LetterText;
import io.vsd.draft.fixtures.Requests;
import io.vsd.draft.hotswap.DraftLoader;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerateResponse;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Two verifiers and a draft-service, with real gRPC between them; target and draft are hashes. */
abstract class GenerationStand {

  static final int[] PROMPT = Requests.prompt(12, 1);
  static final DraftLoader NO_LOADER =
      new DraftLoader() {
        @Override
        public List<CheckpointProblem> problems(DraftCheckpoint checkpoint) {
          return List.of();
        }

        @Override
        public DraftPort load(DraftCheckpoint checkpoint) {
          throw new IllegalStateException("not in this test");
        }

        @Override
        public int featureRowBytes() {
          return HashTarget.ROW_BYTES;
        }
      };

  FakeVerifier first = new FakeVerifier();
  final FakeVerifier second = new FakeVerifier();
  DraftServer server =
      new DraftServer(new LetterText(), NO_LOADER, List.of(first.address(), second.address()));

  @AfterEach
  final void close() {
    server.close();
    first.close();
    second.close();
  }

  static GenerateRequest.Builder request(int maxTokens) {
    return GenerateRequest.newBuilder()
        .setTokens(TokenIds.newBuilder().addAllTokenIds(Arrays.stream(PROMPT).boxed().toList()))
        .setSampling(
            io.vsd.proto.speculation.v1.SamplingParameters.newBuilder()
                .setTemperature(1)
                .setSeed(7))
        .setMaxTokens(maxTokens);
  }

  final Iterator<GenerateResponse> call(GenerateRequest.Builder request) {
    return GenerationServiceGrpc.newBlockingStub(server.channel).generate(request.build());
  }

  record Reply(List<Integer> ids, String text, Finished finished, List<String> versions) {}

  final Reply reply(GenerateRequest.Builder request) {
    var ids = new ArrayList<Integer>();
    var versions = new ArrayList<String>();
    var text = new StringBuilder();
    var finished = Finished.getDefaultInstance();
    var responses = call(request);
    while (responses.hasNext()) {
      var response = responses.next();
      for (var token : response.getTokens().getTokensList()) {
        ids.add(token.getId());
        text.append(token.getText());
      }
      versions.add(response.getTokens().getDraftVersion());
      finished = response.hasFinished() ? response.getFinished() : finished;
    }
    return new Reply(ids, text + finished.getTail(), finished, versions);
  }

  static List<Integer> plainText(int maxTokens) {
    return new HashTarget().decode(PROMPT, new SamplingParameters(1, 1, 0, 7), maxTokens);
  }

  static void assertReason(Throwable error, Status.Code code, ErrorReason reason) {
    assertThat(error).isInstanceOf(StatusRuntimeException.class);
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(code);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(reason);
  }
}
