package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DraftSessionTest {

  private static final int H = 32;

  @Test
  void rowsGivenInPartsEqualRowsGivenAtOnceAcrossChunksAndCacheGrowth() {
    int[] tokens = TinyDraft.tokens(700, 5);
    byte[] features = TinyDraft.features(700, H, 6);
    try (DraftModel model = model(1);
        DraftSession whole = model.openSession(4000);
        DraftSession parts = model.openSession(4000)) {
      whole.extend(tokens, features);
      int[] ends = {1, 2, 5, 130, 257, 258, 512, 700};
      int from = 0;
      for (int to : ends) {
        parts.extend(
            Arrays.copyOfRange(tokens, from, to),
            Arrays.copyOfRange(features, from * 6 * H, to * 6 * H));
        from = to;
      }

      assertThat(parts.committed()).isEqualTo(700);
      assertThat(distance(rootLogits(whole), rootLogits(parts))).isLessThan(1e-4);
    }
  }

  @Test
  void treeRowsLeaveNoTraceInTheCommittedOnes() {
    int[] tokens = TinyDraft.tokens(20, 5);
    byte[] features = TinyDraft.features(20, H, 6);
    TreeShape shape = new TreeShape(12, 4, 3);
    try (DraftModel model = model(1);
        DraftSession drafting = model.openSession(64);
        DraftSession quiet = model.openSession(64)) {
      for (int i = 0; i < 20; i++) {
        int[] token = {tokens[i]};
        byte[] feature = Arrays.copyOfRange(features, i * 6 * H, (i + 1) * 6 * H);
        drafting.extend(token, feature);
        quiet.extend(token, feature);
        new TreeDrafter()
            .propose(drafting, shape, RoundCosts.nothing(), SamplingParameters.greedy(), i + 2);
      }

      assertThat(rootLogits(drafting)).isEqualTo(rootLogits(quiet));
    }
  }

  @Test
  void sessionsOfOneModelDoNotMix() {
    int[] tokens = TinyDraft.tokens(10, 5);
    try (DraftModel model = model(1);
        DraftSession a = model.openSession(64);
        DraftSession b = model.openSession(64)) {
      a.extend(tokens, TinyDraft.features(10, H, 6));
      float[] before = rootLogits(a);
      b.extend(tokens, TinyDraft.features(10, H, 7));

      assertThat(rootLogits(a)).isEqualTo(before);
      assertThat(distance(rootLogits(b), before)).isGreaterThan(1e-2);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (DraftModel model = model(1)) {
      DraftSession session = model.openSession(8);
      assertThatThrownBy(session::startTree).hasMessageContaining("nothing to draft from");
      assertThatThrownBy(() -> session.extend(new int[2], new byte[6 * H]))
          .hasMessage("192 bytes of features for 2 tokens, expected 384");
      assertThatThrownBy(() -> session.extend(new int[] {96}, new byte[6 * H]))
          .hasMessageContaining("token 96 is outside the vocabulary of 96");
      assertThatThrownBy(() -> session.extend(new int[9], new byte[9 * 6 * H]))
          .hasMessageContaining("9 more do not fit");
      assertThat(session.committed()).isZero();
      session.close();
      session.close();
      assertThatThrownBy(() -> session.extend(new int[1], new byte[6 * H]))
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> model.openSession(0)).isInstanceOf(IllegalArgumentException.class);
      assertThat(model.openSessions()).isZero();
    }
  }

  @Test
  void aClosedModelLivesUntilItsLastSessionLeaves() {
    DraftModel old = model(1);
    DraftSession running = old.openSession(64);
    running.extend(TinyDraft.tokens(4, 1), TinyDraft.features(4, H, 1));
    TokenTree before = propose(running);

    old.close();
    old.close();

    assertThat(old.isFreed()).isFalse();
    assertThat(propose(running).tokenIds()).isEqualTo(before.tokenIds());
    assertThatThrownBy(() -> old.openSession(64)).hasMessage("draft draft-1 has been closed");
    running.close();
    assertThat(old.isFreed()).isTrue();
  }

  @Test
  void refusesAnEmbeddingOfAnotherTarget() {
    assertThatThrownBy(
            () ->
                Backends.draft(
                    TinyDraft.checkpoint(1),
                    TargetEmbedding.of(new float[64 * 16], 16),
                    TinyDraft.FP32))
        .hasMessage("the embedding is [64, 16], the draft expects [96, 32]");
  }

  private static TokenTree propose(DraftSession session) {
    return new TreeDrafter()
        .propose(
            session, new TreeShape(6, 3, 2), RoundCosts.nothing(), SamplingParameters.greedy(), 5)
        .tree();
  }

  private static DraftModel model(long seed) {
    return Backends.draft(TinyDraft.checkpoint(seed), TinyDraft.embedding(2), TinyDraft.FP32);
  }

  private static float[] rootLogits(DraftSession session) {
    try (DraftRows rows = session.startTree()) {
      return rows.logits().clone();
    }
  }

  private static double distance(float[] a, float[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }
}
