package io.vsd.draft.model;

import io.vsd.draft.drafting.DraftPort;
import io.vsd.draft.hotswap.DraftLoader;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.weights.ModelDirectory;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Loads drafts for one target; all of them share the target's embedding. */
public final class EngineDraftLoader implements DraftLoader {

  private final ModelDirectory model;
  private final TargetEmbedding embedding;
  private final DeviceOptions options;
  private final Supplier<String> servedFingerprint;
  private final Set<ExpertKind> experts;

  /**
   * For a model that stays open as long as there are drafts, which read its embedding.
   *
   * @param servedFingerprint of the target as the verifiers report it; empty while none answers
   * @param experts that are asked
   */
  public EngineDraftLoader(
      ModelDirectory model,
      DeviceOptions options,
      Supplier<String> servedFingerprint,
      Set<ExpertKind> experts) {
    this.model = model;
    this.embedding = TargetEmbedding.of(model);
    this.options = options;
    this.servedFingerprint = servedFingerprint;
    this.experts = experts;
  }

  @Override
  public List<CheckpointProblem> problems(DraftCheckpoint checkpoint) {
    // A draft may name its target by the weights alone or by what a verifier makes of them.
    var served = servedFingerprint.get();
    var trainedFor = checkpoint.manifest().targetFingerprint();
    var target =
        served.equals(trainedFor)
            ? new TargetIdentity(model.config(), model.tokenizerHash(), served)
            // Only now the weights are hashed, which takes a second for each GB.
            : TargetIdentity.of(model);
    return checkpoint.validate(target);
  }

  @Override
  public DraftPort load(DraftCheckpoint checkpoint) {
    return new EngineDraft(Backends.draft(checkpoint, embedding, options), experts);
  }

  @Override
  public int featureRowBytes() {
    return 3 * model.config().hiddenSize() * Short.BYTES;
  }
}
