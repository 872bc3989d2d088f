package io.vsd.draft.hotswap;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.proto.checkpoint.v1.Announcement;
import io.vsd.proto.checkpoint.v1.Evaluation;
import io.vsd.proto.checkpoint.v1.Manifest;

/** From the wire's announcements and manifests to ours. */
final class AnnouncementMapper {

  private AnnouncementMapper() {}

  /**
   * Reads a record's value.
   *
   * @throws InvalidProtocolBufferException when it is no announcement of a usable checkpoint
   */
  static CheckpointAnnouncement announcement(byte[] value) throws InvalidProtocolBufferException {
    var message = Announcement.parseFrom(value);
    var standing =
        switch (message.getState()) {
          case CHECKPOINT_STATE_CANDIDATE -> CheckpointAnnouncement.Standing.CANDIDATE;
          case CHECKPOINT_STATE_STABLE -> CheckpointAnnouncement.Standing.STABLE;
          case CHECKPOINT_STATE_REFUSED -> CheckpointAnnouncement.Standing.REFUSED;
          case CHECKPOINT_STATE_ROLLED_BACK -> CheckpointAnnouncement.Standing.ROLLED_BACK;
          case CHECKPOINT_STATE_PLAIN -> CheckpointAnnouncement.Standing.PLAIN;
          case CHECKPOINT_STATE_UNSPECIFIED, UNRECOGNIZED ->
              throw new InvalidProtocolBufferException("announcement without a known state");
        };
    if (!CheckpointCache.isSafeName(message.getManifest().getCheckpointId())) {
      throw new InvalidProtocolBufferException("announcement without a usable checkpoint id");
    }
    return new CheckpointAnnouncement(
        manifest(message.getManifest()), standing, message.getFetchAddress());
  }

  static CheckpointManifest manifest(Manifest m) {
    return new CheckpointManifest(
        m.getCheckpointId(),
        m.getParentId(),
        m.getLineage(),
        m.getTargetFingerprint(),
        m.getTokenizerHash(),
        m.getDraftVocabHash(),
        m.getWeightsSha256(),
        m.getWeightsBytes(),
        m.getTensorsList().stream()
            .map(
                t ->
                    new CheckpointManifest.TensorEntry(t.getName(), t.getDtype(), t.getShapeList()))
            .toList(),
        m.getObjective(),
        m.getSeed(),
        m.getCodeVersion(),
        m.getOptimizerSteps(),
        m.getConsumedOffsetsList().stream()
            .map(
                o ->
                    new CheckpointManifest.ConsumedOffset(
                        o.getTopic(), o.getPartition(), o.getNextOffset()))
            .toList(),
        m.hasEvaluation() ? evaluation(m.getEvaluation()) : null,
        m.getHiddenSize(),
        m.getFeatureLayersList(),
        m.getTrainedTokens());
  }

  private static CheckpointManifest.Evaluation evaluation(Evaluation e) {
    return new CheckpointManifest.Evaluation(
        e.getSessions(),
        e.getRounds(),
        e.getCandidateAcceptanceLength(),
        e.getServingAcceptanceLength(),
        e.getDifferenceLow(),
        e.getDifferenceHigh(),
        e.getDecision(),
        e.getRoundCost() > 0 ? e.getRoundCost() : null);
  }
}
