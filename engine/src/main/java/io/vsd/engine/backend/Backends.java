package io.vsd.engine.backend;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.cpu.CpuDraftNetwork;
import io.vsd.engine.cpu.CpuTargetModel;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftNetwork;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.torch.TorchDraftNetwork;
import io.vsd.engine.torch.TorchTargetModel;
import io.vsd.engine.weights.ModelDirectory;

/** Opens models on the backend that serves a device. */
public final class Backends {

  private Backends() {}

  /**
   * Loads a target's weights to a device; the directory may be closed afterwards.
   *
   * @throws IllegalArgumentException if the device is not there, or more threads are asked for than
   *     the machine has cores
   */
  public static TargetModel target(ModelDirectory directory, DeviceOptions options) {
    return options.onCpu()
        ? CpuTargetModel.load(directory, options)
        : TorchTargetModel.load(directory, options);
  }

  /**
   * Puts a checkpoint's weights on a device. Validate it first: a faulty one fails here without
   * saying much.
   *
   * @param embedding of the target; it must stay open as long as the draft
   * @throws IllegalArgumentException when the embedding has other dimensions than the checkpoint,
   *     the device is not there, or more threads are asked for than the machine has cores
   */
  public static DraftModel draft(
      DraftCheckpoint checkpoint, TargetEmbedding embedding, DeviceOptions options) {
    embedding.requireFits(checkpoint.config());
    if (!checkpoint.hasNetwork()) {
      return DraftModel.withoutNetwork(checkpoint);
    }
    DraftNetwork network =
        options.onCpu()
            ? CpuDraftNetwork.load(checkpoint, embedding, options)
            : TorchDraftNetwork.load(checkpoint, embedding, options);
    return DraftModel.of(checkpoint, network);
  }
}
