package io.vsd.verifier.health;

import io.vsd.verifier.speculation.OpenDoors;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the model is loaded and its costs are measured. */
@Readiness
@ApplicationScoped
public class VerifierReadiness implements HealthCheck {
  private final OpenDoors doors;

  public VerifierReadiness(OpenDoors doors) {
    this.doors = doors;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("target model").status(doors.current().isPresent()).build();
  }
}
