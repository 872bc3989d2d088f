package io.vsd.trainer.startup;

import io.vsd.trainer.config.TrainerSettings;
import io.vsd.trainer.endpoint.CheckpointDirectory;
import io.vsd.trainer.loop.TrainerBoard;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the trainer's thread and the endpoints share. */
final class TrainerBeans {

  @Produces
  @Singleton
  TrainerBoard board() {
    return new TrainerBoard();
  }

  @Produces
  @Singleton
  CheckpointDirectory checkpoints(
      TrainerSettings settings, @ConfigProperty(name = "quarkus.grpc.server.port") int grpcPort) {
    return new CheckpointDirectory(
        settings.trainer().fetchAddress().orElse("127.0.0.1:" + grpcPort));
  }
}
