package io.vsd.verifier.speculation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether the service serves: empty until the model is loaded and again after shutdown. Thread
 * safe.
 */
@ApplicationScoped
public class OpenDoors {
  private final AtomicReference<@Nullable VerifierDoors> current = new AtomicReference<>();

  /** The doors, once they are open. */
  public Optional<VerifierDoors> current() {
    return Optional.ofNullable(current.get());
  }

  /** Opens them. */
  public void open(VerifierDoors doors) {
    current.set(doors);
  }

  /** Closes them. */
  public void close() {
    current.set(null);
  }
}
