package io.vsd.draft.hotswap;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the announcements heard so far ask for: the newest stable checkpoint that was not rolled
 * back or withdrawn with its lineage afterwards. Immutable; {@link #hear} is the only way forward.
 */
public final class Subscription {

  /** Stable checkpoints remembered to go back to, and lineages remembered as plain. */
  private static final int MAX_REMEMBERED = 64;

  private final Map<String, CheckpointAnnouncement> stable;
  private final Set<String> plain;
  private final @Nullable WantedCheckpoint parentOfRolledBack;

  private Subscription(
      Map<String, CheckpointAnnouncement> stable,
      Set<String> plain,
      @Nullable WantedCheckpoint parentOfRolledBack) {
    this.stable = stable;
    this.plain = plain;
    this.parentOfRolledBack = parentOfRolledBack;
  }

  /** Nothing heard. */
  public static Subscription empty() {
    return new Subscription(new LinkedHashMap<>(), Set.of(), null);
  }

  /** The subscription after one more announcement. */
  public Subscription hear(CheckpointAnnouncement announcement) {
    return switch (announcement.standing()) {
      case CANDIDATE -> this;
      case STABLE -> stable(announcement);
      case REFUSED -> new Subscription(without(announcement.id()), plain, parentOfRolledBack);
      case ROLLED_BACK -> rolledBack(announcement);
      case PLAIN -> plain(announcement.lineage());
    };
  }

  private Subscription stable(CheckpointAnnouncement announcement) {
    var next = without(announcement.id());
    next.put(announcement.id(), announcement);
    if (next.size() > MAX_REMEMBERED) {
      next.remove(next.keySet().iterator().next());
    }
    var stillPlain = new LinkedHashSet<>(plain);
    stillPlain.remove(announcement.lineage());
    return new Subscription(next, stillPlain, null);
  }

  private Subscription rolledBack(CheckpointAnnouncement announcement) {
    var parentId = announcement.manifest().parentId();
    if (parentId.isEmpty()) {
      return plain(announcement.lineage());
    }
    var parent = new WantedCheckpoint(parentId, announcement.fetchAddress(), null);
    return new Subscription(without(announcement.id()), plain, parent);
  }

  private Subscription plain(String lineage) {
    var next = new LinkedHashMap<>(stable);
    next.values().removeIf(a -> a.lineage().equals(lineage));
    var nowPlain = new LinkedHashSet<>(plain);
    nowPlain.add(lineage);
    if (nowPlain.size() > MAX_REMEMBERED) {
      nowPlain.removeFirst();
    }
    return new Subscription(next, nowPlain, null);
  }

  private Map<String, CheckpointAnnouncement> without(String id) {
    var next = new LinkedHashMap<>(stable);
    next.remove(id);
    return next;
  }

  /** What this service should do about what was heard. */
  public Wish wish() {
    return new Wish(wanted(), plain);
  }

  private Optional<WantedCheckpoint> wanted() {
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
