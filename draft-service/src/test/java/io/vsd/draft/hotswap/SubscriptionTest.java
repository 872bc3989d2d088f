package io.vsd.draft.hotswap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.draft.fixtures.Checkpoints;
import io.vsd.draft.hotswap.CheckpointAnnouncement.Standing;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private Subscription subscription = Subscription.empty();

  private SubscriptionTest hears(String id, String parent, Standing standing) {
    subscription =
        subscription.hear(
            new CheckpointAnnouncement(Checkpoints.manifest(id, parent), standing, "trainer:1"));
    return this;
  }

  private String wanted() {
    return subscription.wish().checkpoint().map(WantedCheckpoint::id).orElse("");
  }

  @Test
  void wantsNothingUntilSomethingStableIsAnnounced() {
    assertThat(wanted()).isEmpty();
    hears("a", "", Standing.CANDIDATE).hears("b", "", Standing.REFUSED);
    assertThat(wanted()).isEmpty();
  }

  @Test
  void wantsTheNewestStableCheckpoint() {
    hears("a", "", Standing.STABLE).hears("b", "a", Standing.STABLE);
    assertThat(wanted()).isEqualTo("b");
    hears("c", "b", Standing.CANDIDATE).hears("c", "b", Standing.REFUSED);
    assertThat(wanted()).isEqualTo("b");
  }

  @Test
  void goesBackToTheParentOfARolledBackCheckpoint() {
    hears("a", "", Standing.STABLE).hears("b", "a", Standing.STABLE);
    hears("b", "a", Standing.ROLLED_BACK);
    assertThat(wanted()).isEqualTo("a");
    hears("a", "", Standing.STABLE);
    assertThat(wanted()).isEqualTo("a");
    hears("c", "a", Standing.STABLE);
    assertThat(wanted()).isEqualTo("c");
  }

  @Test
  void goesBackToAParentThatCompactionHasRemoved() {
    hears("b", "a", Standing.ROLLED_BACK);
    assertThat(subscription.wish().checkpoint())
        .hasValueSatisfying(
            w -> {
              assertThat(w.id()).isEqualTo("a");
              assertThat(w.fetchAddress()).isEqualTo("trainer:1");
              assertThat(w.manifest()).isNull();
            });
  }

  @Test
  void wantsNothingOfALineageThatIsToBeDecodedPlainly() {
    hears("untrained", "", Standing.STABLE).hears("newest", "", Standing.PLAIN);
    assertThat(wanted()).isEmpty();
    assertThat(subscription.wish().plainLineages()).containsExactly("lineage");
    hears("a", "", Standing.STABLE);
    assertThat(wanted()).isEqualTo("a");
    assertThat(subscription.wish().plainLineages()).isEmpty();
  }

  @Test
  void goesBackToPlainDecodingWhenTheFirstPromotedCheckpointIsRolledBack() {
    hears("a", "", Standing.STABLE).hears("a", "", Standing.ROLLED_BACK);
    assertThat(wanted()).isEmpty();
    assertThat(subscription.wish().plainLineages()).containsExactly("lineage");
  }
}
