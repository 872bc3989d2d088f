package io.vsd.trainer.registry;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.proto.checkpoint.v1.CheckpointState;
import io.vsd.proto.checkpoint.v1.ConsumedOffset;
import io.vsd.proto.checkpoint.v1.Evaluation;
import io.vsd.proto.checkpoint.v1.Manifest;
import io.vsd.proto.checkpoint.v1.TensorEntry;

/** Manifests as they leave the service. */
public final class ManifestMapper {

  private ManifestMapper() {}

  /** The manifest's message. */
  public static Manifest toProto(CheckpointManifest m) {
    Manifest.Builder manifest =
        Manifest.newBuilder()
            .setCheckpointId(m.checkpointId())
            .setParentId(m.parentId())
            .setLineage(m.lineage())
            .setTargetFingerprint(m.targetFingerprint())
            .setTokenizerHash(m.tokenizerHash())
            .setDraftVocabHash(m.draftVocabHash())
            .setWeightsSha256(m.weightsSha256())
            .setWeightsBytes(m.weightsBytes())
            .setObjective(m.objective())
            .setSeed(m.seed())
            .setCodeVersion(m.codeVersion())
            .setOptimizerSteps(m.optimizerSteps())
            .setHiddenSize(m.hiddenSize())
            .addAllFeatureLayers(m.featureLayers())
            .setTrainedTokens(m.trainedTokens());
    for (CheckpointManifest.TensorEntry tensor : m.tensors()) {
      manifest.addTensors(
          TensorEntry.newBuilder()
              .setName(tensor.name())
              .setDtype(tensor.dtype())
              .addAllShape(tensor.shape()));
    }
    for (CheckpointManifest.ConsumedOffset offset : m.consumedOffsets()) {
      manifest.addConsumedOffsets(
          ConsumedOffset.newBuilder()
              .setTopic(offset.topic())
              .setPartition(offset.partition())
              .setNextOffset(offset.nextOffset()));
    }
    CheckpointManifest.Evaluation evaluation = m.evaluation();
    if (evaluation != null) {
      manifest.setEvaluation(toProto(evaluation));
    }
    return manifest.build();
  }

  /** The evaluation's message. */
  public static Evaluation toProto(CheckpointManifest.Evaluation e) {
    Double roundCost = e.roundCost();
    return Evaluation.newBuilder()
        .setSessions(e.sessions())
        .setRounds(e.rounds())
        .setCandidateAcceptanceLength(e.candidateAcceptanceLength())
        .setServingAcceptanceLength(e.servingAcceptanceLength())
        .setDifferenceLow(e.differenceLow())
        .setDifferenceHigh(e.differenceHigh())
        .setDecision(e.decision())
        .setRoundCost(roundCost == null ? 0 : roundCost)
        .build();
  }

  /** The standing's number. */
  public static CheckpointState toProto(CheckpointStanding standing) {
    return switch (standing) {
      case CANDIDATE -> CheckpointState.CHECKPOINT_STATE_CANDIDATE;
      case STABLE -> CheckpointState.CHECKPOINT_STATE_STABLE;
      case REFUSED -> CheckpointState.CHECKPOINT_STATE_REFUSED;
      case ROLLED_BACK -> CheckpointState.CHECKPOINT_STATE_ROLLED_BACK;
    };
  }
}
