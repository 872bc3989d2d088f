package io.vsd.trainer.endpoint;

import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.Damage;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry as other threads see it: empty until the trainer has opened it. */
public final class CheckpointDirectory {

  private final String fetchAddress;
  private volatile @Nullable CheckpointRegistry registry;

  /** With the address at which the weights are fetched. */
  public CheckpointDirectory(String fetchAddress) {
    this.fetchAddress = fetchAddress;
  }

  /** The registry is open from now on. */
  public void open(CheckpointRegistry opened) {
    registry = opened;
  }

  /** Where the weights are fetched, host:port. */
  public String fetchAddress() {
    return fetchAddress;
  }

  boolean isOpen() {
    return registry != null;
  }

  /** Damaged checkpoints that were set aside. */
  List<Damage> damages() {
    CheckpointRegistry now = registry;
    return now == null ? List.of() : now.damages();
  }

  /** A checkpoint was found damaged while it was read. */
  void suspect(String id) {
    CheckpointRegistry now = registry;
    if (now != null) {
      now.suspect(id);
    }
  }

  List<RegisteredCheckpoint> entries() {
    CheckpointRegistry now = registry;
    return now == null ? List.of() : now.entries();
  }

  Optional<RegisteredCheckpoint> find(String id) {
    CheckpointRegistry now = registry;
    return now == null ? Optional.empty() : now.find(id);
  }

  CheckpointStanding standing(RegisteredCheckpoint entry) {
    CheckpointRegistry now = registry;
    return now == null ? entry.state().standing() : now.standing(entry);
  }
}
