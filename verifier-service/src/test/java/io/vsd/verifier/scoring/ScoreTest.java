package io.vsd.verifier.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.speculation.v1.ScoreRequest;
import io.vsd.proto.speculation.v1.ScoreResponse;
import io.vsd.proto.speculation.v1.TopLogProbs;
import io.vsd.verifier.events.RoundLog;
import io.vsd.verifier.fixtures.HashTarget;
import io.vsd.verifier.fixtures.VerifierStand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private final HashTarget target = new HashTarget();
  private VerifierStand stand;

  @BeforeEach
  void open() throws IOException {
    stand = VerifierStand.open(target, RoundLog.none());
  }

  @AfterEach
  void close() {
    stand.close();
    assertThat(target.openSlots).hasValue(0);
  }

  @Test
  void scoresEveryPositionFromTheFirstWanted() {
    List<Integer> text = IntStream.range(0, 80).mapToObj(i -> i * 7 % 40).toList();
    List<TopLogProbs> laws = new ArrayList<>();
    int featureBytes = 0;
    int next = 0;
    for (ScoreResponse part : score(request(text).setFrom(50).setTopK(3).setFeatures(true))) {
      assertThat(part.getFrom()).isEqualTo(next);
      laws.addAll(part.getLawsList());
      featureBytes += part.getFeatures().size();
      next += part.getFeatures().size() / 6;
    }
    assertThat(featureBytes).isEqualTo(6 * text.size());
    assertThat(laws).hasSize(30);
    for (int i = 0; i < laws.size(); i++) {
      float[] logits = HashTarget.logitsAfter(text.subList(0, 50 + i + 1));
      int best = laws.get(i).getTokenIds(0);
      double total = 0;
      for (float logit : logits) {
        assertThat(logit).isLessThanOrEqualTo(logits[best]);
        total += Math.exp(logit);
      }
      assertThat((double) laws.get(i).getLogProbs(0))
          .isCloseTo(logits[best] - Math.log(total), within(1e-5));
      assertThat(laws.get(i).getTokenIdsCount()).isEqualTo(3);
    }
  }

  @Test
  void featuresComeOnlyWhenAskedFor() {
    for (ScoreResponse part : score(request(List.of(1, 2, 3)).setTopK(1))) {
      assertThat(part.getFeatures().isEmpty()).isTrue();
      assertThat(part.getLawsCount()).isEqualTo(3);
    }
  }

  @Test
  void refusesBadRequests() {
    refuses(request(List.of()), ErrorReason.ERROR_REASON_EMPTY_PROMPT);
    refuses(request(List.of(40)).setTopK(1), ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
    refuses(request(List.of(1)), ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
    refuses(request(List.of(1)).setTopK(65), ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
    refuses(request(List.of(1)).setTopK(1).setFrom(2), ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
    refuses(
        request(IntStream.range(0, VerifierStand.MAX_CONTEXT + 1).mapToObj(i -> 1).toList())
            .setTopK(1),
        ErrorReason.ERROR_REASON_PROMPT_TOO_LONG);
  }

  @Test
  void aBrokenDeviceIsToldToTheCaller() {
    target.broken = true;
    refuses(request(List.of(1)).setTopK(1), ErrorReason.ERROR_REASON_INTERNAL);
  }

  private void refuses(ScoreRequest.Builder request, ErrorReason reason) {
    Throwable error = catchThrowable(() -> score(request));
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(reason);
  }

  private List<ScoreResponse> score(ScoreRequest.Builder request) {
    List<ScoreResponse> parts = new ArrayList<>();
    stand.blocking().score(request.build()).forEachRemaining(parts::add);
    return parts;
  }

  private static ScoreRequest.Builder request(List<Integer> tokens) {
    return ScoreRequest.newBuilder().addAllTokenIds(tokens);
  }
}
