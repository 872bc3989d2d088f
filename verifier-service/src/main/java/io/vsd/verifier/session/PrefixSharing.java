package io.vsd.verifier.session;

import io.vsd.engine.model.PrefixScope;
import java.util.Optional;

/** Whose computed prompt beginnings a session may reuse. */
public enum PrefixSharing {
  /** Nobody's. */
  NONE,
  /** Those of its own tenant. */
  TENANT,
  /** Everybody's: how fast a prompt is answered then tells whether another tenant sent it too. */
  SHARED;

  /** The scope of a tenant's sessions; empty where nothing is reused. */
  public Optional<PrefixScope> scopeOf(String tenant) {
    return switch (this) {
      case NONE -> Optional.empty();
      case TENANT -> Optional.of(new PrefixScope(tenant));
      case SHARED -> Optional.of(new PrefixScope(""));
    };
  }
}
