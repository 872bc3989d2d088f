package io.vsd.draft.bootstrap;

import io.vsd.draft.generation.FrontDoor;
import io.vsd.draft.verifiers.VerifierDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a verifier of our target answers; neither broker nor draft is needed to serve. */
@Readiness
@ApplicationScoped
public class VerifierReadiness implements HealthCheck {

  private final FrontDoor door;
  private final VerifierDirectory verifiers;
  private final Provider<TargetParts> target;

  VerifierReadiness(FrontDoor door, VerifierDirectory verifiers, Provider<TargetParts> target) {
    this.door = door;
    this.verifiers = verifiers;
    this.target = target;
  }

  @Override
  public HealthCheckResponse call() {
    var answering = verifiers.numAnswering();
    var check =
        HealthCheckResponse.named("verifiers")
            .withData("answering", answering)
            .withData("configured", String.join(",", verifiers.addresses()));
    if (!door.isOpen()) {
      return check.withData("problem", "starting").down().build();
    }
    var tokenizer = verifiers.description().map(d -> d.tokenizerHash()).orElse("");
    if (answering > 0 && !tokenizer.equals(target.get().tokenizerHash())) {
      return check
          .withData("problem", "the verifier's tokenizer is not that of vsd.model")
          .down()
          .build();
    }
    return check.status(answering > 0).build();
  }
}
