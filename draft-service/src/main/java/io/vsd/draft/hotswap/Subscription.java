package io.vsd.draft.hotswap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the announcements heard so far ask for: the newest stable checkpoint that was not rolled
 * back afterwards. Immutable; {@link #hear} is the only way forward.
 */
public final class Subscription {

  /** Stable checkpoints remembered to go back to. */
  private static final int MAX_REMEMBERED = 64;

  private final Map<String, CheckpointAnnouncement> stable;
  private final @Nullable WantedCheckpoint parentOfRolledBack;

  private Subscription(
      Map<String, CheckpointAnnouncement> stable, @Nullable WantedCheckpoint parentOfRolledBack) {
    this.stable = stable;
    this.parentOfRolledBack = parentOfRolledBack;
  }

  /** Nothing heard. */
  public static Subscription empty() {
    return new Subscription(new LinkedHashMap<>(), null);
  }

  /** The subscription after one more announcement. */
  public Subscription hear(CheckpointAnnouncement announcement) {
    var next = new LinkedHashMap<>(stable);
    var parent = parentOfRolledBack;
    switch (announcement.standing()) {
      case CANDIDATE -> {}
      case STABLE -> {
        next.remove(announcement.id());
        next.put(announcement.id(), announcement);
        if (next.size() > MAX_REMEMBERED) {
          next.remove(next.keySet().iterator().next());
        }
        parent = null;
      }
      case REFUSED -> next.remove(announcement.id());
      case ROLLED_BACK -> {
        next.remove(announcement.id());
        var parentId = announcement.manifest().parentId();
        parent =
            parentId.isEmpty()
                ? null
                : new WantedCheckpoint(parentId, announcement.fetchAddress(), null);
      }
    }
    return new Subscription(next, parent);
  }

  /** The checkpoint that should be active; empty when nothing stable was announced. */
  public Optional<WantedCheckpoint> wanted() {
    if (parentOfRolledBack != null) {
      var announced = stable.get(parentOfRolledBack.id());
      return Optional.of(announced == null ? parentOfRolledBack : wanted(announced));
    }
    CheckpointAnnouncement newest = null;
    for (var announcement : stable.values()) {
      newest = announcement;
    }
    return newest == null ? Optional.empty() : Optional.of(wanted(newest));
  }

  private static WantedCheckpoint wanted(CheckpointAnnouncement announcement) {
    return new WantedCheckpoint(
        announcement.id(), announcement.fetchAddress(), announcement.manifest());
  }
}
