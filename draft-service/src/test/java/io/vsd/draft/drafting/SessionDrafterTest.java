package io.vsd.draft.drafting;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.draft.fixtures.DraftStand;
import io.vsd.draft.fixtures.HashDraft;
import io.vsd.draft.fixtures.HashTarget;
import io.vsd.draft.fixtures.Requests;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.price.RoundCosts;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SessionDrafterTest {

  private static final int[] TOKENS = Requests.prompt(10, 3);
  private static final SamplingParameters SAMPLING = SamplingParameters.greedy();

  private static void feed(Drafter drafter, int from, int to) {
    drafter.committed(
        from, Arrays.copyOfRange(TOKENS, from + 1, to + 1), HashTarget.features(TOKENS, from, to));
  }

  @Test
  void goesOnWithoutTheNetworkWhenFeaturesAreMissing() {
    try (var stand = new DraftStand();
        var drafter = stand.drafter(SAMPLING)) {
      stand.generations.swap(new HashDraft("a", 1, TOKENS));
      feed(drafter, 0, 5);
      assertThat(drafter.wantsFeatures()).isTrue();
      drafter.committed(5, Arrays.copyOfRange(TOKENS, 6, 8), new byte[0]);
      assertThat(stand.fallbacks).containsExactly(Fallback.FEATURES);
      assertThat(drafter.wantsFeatures()).isFalse();
      assertThat(drafter.propose(4, 8, RoundCosts.nothing()).isPlain()).isFalse();
      feed(drafter, 7, 9);
      assertThat(drafter.wantsFeatures()).as("a gap cannot be healed").isFalse();
      assertThat(stand.fallbacks).hasSize(1);
    }
  }

  @Test
  void proposesNothingForATextThatItDoesNotKnow() {
    try (var stand = new DraftStand();
        var drafter = stand.drafter(SAMPLING)) {
      stand.generations.swap(new HashDraft("a", 1, TOKENS));
      feed(drafter, 0, 5);
      assertThat(drafter.propose(4, 8, RoundCosts.nothing()).isPlain()).isTrue();
      assertThatThrownBy(() -> feed(drafter, 7, 9)).hasMessageContaining("rows from 7 on where 5");
    }
  }

  @Test
  void takesRepeatedRowsOnce() {
    try (var stand = new DraftStand();
        var drafter = stand.drafter(SAMPLING)) {
      stand.generations.swap(new HashDraft("a", 1, TOKENS));
      feed(drafter, 0, 5);
      feed(drafter, 0, 7);
      feed(drafter, 2, 4);
      assertThat(drafter.propose(4, 8, RoundCosts.nothing()).isPlain()).isFalse();
      assertThat(stand.fallbacks).isEmpty();
    }
  }

  @Test
  void keepsFeaturesWithinTheirBound() {
    try (var stand = new DraftStand()) {
      stand.maxFeatureBytes = 5 * HashTarget.ROW_BYTES;
      stand.generations.swap(new HashDraft("a", 1, TOKENS));
      try (var drafter = stand.drafter(SAMPLING)) {
        feed(drafter, 0, 5);
        assertThat(drafter.propose(4, 6, RoundCosts.nothing()).isPlain()).isFalse();
        feed(drafter, 5, 7);
        assertThat(drafter.propose(4, 8, RoundCosts.nothing()).isPlain())
            .as("it goes on without them")
            .isFalse();
        assertThat(drafter.wantsFeatures()).isFalse();
      }
    }
  }

  @Test
  void goesOnPlainlyWhileADraftIsTooSlowAndDraftsAgainAfterwards() throws Exception {
    try (var stand = new DraftStand();
        var drafter = stand.drafter(SAMPLING)) {
      var release = new CountDownLatch(1);
      var draft = new HashDraft("slow", 1, TOKENS);
      draft.beforeProposal =
          () -> {
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          };
      stand.generations.swap(draft);
      stand.timeoutMs = 20;
      try (var impatient = stand.drafter(SAMPLING)) {
        feed(impatient, 0, 5);
        assertThat(impatient.propose(4, 6, RoundCosts.nothing()).isPlain()).isTrue();
        assertThat(stand.fallbacks).containsExactly(Fallback.SLOW);
      }
      release.countDown();
      feed(drafter, 0, 7);
      assertThat(drafter.propose(4, 8, RoundCosts.nothing()).isPlain()).isFalse();
    }
  }

  @Test
  void goesOnPlainlyWhileTheDeviceHasNoRoom() throws Exception {
    try (var stand = new DraftStand(1);
        var drafter = stand.drafter(SAMPLING)) {
      stand.generations.swap(new HashDraft("a", 1, TOKENS));
      feed(drafter, 0, 5);
      var release = new CountDownLatch(1);
      var busy =
          stand.device.submit(
              () -> {
                release.await();
                return true;
              });
      assertThat(drafter.propose(4, 6, RoundCosts.nothing()).isPlain()).isTrue();
      assertThat(stand.fallbacks).containsExactly(Fallback.BUSY);
      release.countDown();
      assertThat(busy.get()).isTrue();
      stand.settle();
      assertThat(drafter.propose(4, 6, RoundCosts.nothing()).isPlain()).isFalse();
    }
  }

  @Test
  void stopsTryingAfterSeveralFailuresInARow() {
    try (var stand = new DraftStand();
        var drafter = stand.drafter(SAMPLING)) {
      var draft = new HashDraft("broken", 1, TOKENS);
      draft.beforeProposal =
          () -> {
            throw new IllegalStateException("broken");
          };
      stand.generations.swap(draft);
      feed(drafter, 0, 5);
      for (int i = 0; i < 10; i++) {
        assertThat(drafter.propose(4, 6, RoundCosts.nothing()).isPlain()).isTrue();
      }
      assertThat(stand.fallbacks).hasSize(3).containsOnly(Fallback.FAILED);
      assertThat(draft.openSessions).hasValue(0);
    }
  }

  @Test
  void freesAReplacedGenerationOnlyWhenItsLastSessionHasLeft() throws Exception {
    try (var stand = new DraftStand();
        var first = stand.drafter(SAMPLING)) {
      var second = stand.drafter(SAMPLING);
      var old = new HashDraft("old", 1, TOKENS);
      stand.generations.swap(old);
      feed(first, 0, 5);
      feed(second, 0, 5);
      assertThat(first.propose(4, 6, RoundCosts.nothing()).draftVersion()).isEqualTo("old");
      assertThat(second.propose(4, 6, RoundCosts.nothing()).draftVersion()).isEqualTo("old");
      stand.generations.swap(new HashDraft("new", 1, TOKENS));
      assertThat(stand.generations.liveVersions()).containsExactly("old");

      assertThat(first.propose(4, 6, RoundCosts.nothing()).draftVersion()).isEqualTo("new");
      stand.settle();
      assertThat(old.closed).isFalse();
      assertThat(stand.generations.liveVersions()).containsExactly("old", "new");

      second.close();
      awaitTrue("the old generation is freed", () -> old.closed);
      assertThat(stand.generations.liveVersions()).containsExactly("new");
    }
  }

  @Test
  void freesAnUnusedGenerationAtOnce() throws Exception {
    try (var stand = new DraftStand()) {
      var old = new HashDraft("old", 1, TOKENS);
      stand.generations.swap(old);
      stand.generations.swap(new HashDraft("new", 1, TOKENS));
      stand.settle();
      assertThat(old.closed).isTrue();
    }
  }
}
