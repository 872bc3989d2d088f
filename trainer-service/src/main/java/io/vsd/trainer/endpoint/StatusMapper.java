package io.vsd.trainer.endpoint;

import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.registry.Damage;
import io.vsd.trainer.registry.ManifestMapper;
import io.vsd.trainer.registry.TrainerState;
import java.util.List;
import java.util.Locale;

/** The trainer's progress as it leaves the service. */
final class StatusMapper {

  private StatusMapper() {}

  static TrainerStatusResponse toProto(TrainerProgress progress, List<Damage> damages) {
    TrainerState state = progress.state();
    TrainerStatusResponse.Builder status =
        TrainerStatusResponse.newBuilder()
            .setServingCheckpoint(state.stableId())
            .setOptimizerSteps(state.optimizerSteps())
            .setTrainedTokens(state.trainedTokens())
            .setConsumedRecords(state.consumedRecords())
            .setPoisonRecords(state.poisonRecords())
            .setBufferedSessions(progress.memory().bufferedSessions())
            .setHeldOutSessions(progress.memory().heldOutSessions())
            .setLagRecords(progress.reading().lagRecords())
            .setPromoted(state.promoted())
            .setRefused(state.refused())
            .setRolledBack(state.rolledBack().size())
            .setActivity(progress.activity().name().toLowerCase(Locale.ROOT))
            .setLastLoss(progress.lastLoss())
            .addAllWarnings(TrainerWarnings.of(progress, damages));
    var evaluation = progress.lastEvaluation();
    if (evaluation != null) {
      status.setLastEvaluation(ManifestMapper.toProto(evaluation));
    }
    return status.build();
  }
}
