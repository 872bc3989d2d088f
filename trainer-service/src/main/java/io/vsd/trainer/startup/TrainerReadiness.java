package io.vsd.trainer.startup;

import io.vsd.trainer.loop.TrainerBoard;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the registry is served, the trainer's thread lives and its last attempt did not fail;
 * the broker may come and go.
 */
@Readiness
public class TrainerReadiness implements HealthCheck {

  private final TrainerStartup trainer;
  private final TrainerBoard board;

  /** Watches the trainer's thread. */
  public TrainerReadiness(TrainerStartup trainer, TrainerBoard board) {
    this.trainer = trainer;
    this.board = board;
  }

  @Override
  public HealthCheckResponse call() {
    String failure = board.progress().trouble().failure();
    var response =
        HealthCheckResponse.named("trainer")
            .status(trainer.isAlive() && failure.isEmpty())
            .withData("activity", board.activity().name());
    return failure.isEmpty() ? response.build() : response.withData("failure", failure).build();
  }
}
