package io.vsd.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.draft.DraftCache;
import io.vsd.engine.draft.DraftNetwork;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.weights.RotaryFrequencies;
import java.util.HashMap;
import java.util.Map;

/**
 * The TorchScript program of the draft with one checkpoint's weights in it. Calls only read what
 * was loaded, so sessions on several threads may share one program.
 */
public final class TorchDraftNetwork implements DraftNetwork {

  private static final String ARCHIVE = "draft.pt";
  private final PtNDManager manager;
  private final TorchProgram program;
  private final DraftConfig config;
  private final TargetEmbedding embedding;
  private final int[] draftTokens;

  private TorchDraftNetwork(
      PtNDManager manager,
      TorchProgram program,
      DraftCheckpoint checkpoint,
      TargetEmbedding embedding) {
    this.manager = manager;
    this.program = program;
    this.config = checkpoint.config();
    this.embedding = embedding;
    this.draftTokens = checkpoint.draftTokens();
  }

  /**
   * Loads a checkpoint's weights to a device.
   *
   * @param embedding of the target, with the checkpoint's dimensions
   * @throws IllegalArgumentException if the device is not there
   */
  public static TorchDraftNetwork load(
      DraftCheckpoint checkpoint, TargetEmbedding embedding, DeviceOptions options) {
    PtNDManager manager = TorchRuntime.newManager(options);
    try {
      TorchProgram program = TorchProgram.load(manager, ARCHIVE, options.threads());
      TorchDraftNetwork network = new TorchDraftNetwork(manager, program, checkpoint, embedding);
      network.configure();
      network.fill(checkpoint, TorchPrecision.ofDraft(options.precision()));
      return network;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private void configure() {
    program.run(
        "configure",
        IValue.from((long) config.numHeads()),
        IValue.from((long) config.numKvHeads()),
        IValue.from((long) config.headDim()),
        IValue.from(config.rmsNormEps()),
        IValue.from(config.normBeforeResidual()));
  }

  private void fill(DraftCheckpoint checkpoint, TorchPrecision precision) {
    try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
      Map<String, PtNDArray> weights = new HashMap<>();
      for (String name : DraftLayout.weightShapes(config).keySet()) {
        weights.put(
            name, TorchTensors.floats(scope, checkpoint.weight(name), checkpoint.shape(name)));
      }
      RotaryFrequencies rotary =
          RotaryFrequencies.of(config.headDim(), config.ropeTheta(), config.ropeScaling());
      PtNDArray radians = TorchTensors.floats(scope, rotary.radians(), rotary.radians().length);
      program.run(
          "load",
          IValue.stringMapFrom(weights),
          IValue.from(radians),
          IValue.from((double) rotary.amplitude()),
          IValue.from(precision.code()));
    }
  }

  @Override
  public DraftCache openCache(int maxTokens) {
    return new TorchDraftCache(this, maxTokens);
  }

  DraftConfig config() {
    return config;
  }

  TargetEmbedding embedding() {
    return embedding;
  }

  /** Target id of each draft id; not to be changed. */
  int[] draftTokens() {
    return draftTokens;
  }

  /** A manager whose arrays live on the program's device. */
  PtNDManager newManager() {
    return TorchRuntime.scope(manager);
  }

  /** Runs a method that returns one tensor, owned by {@code owner}. */
  PtNDArray tensor(PtNDManager owner, String method, IValue... arguments) {
    return program.tensor(owner, method, arguments);
  }

  /** Runs a method that returns (un-normed outputs, logits), both owned by {@code owner}. */
  Rows rows(PtNDManager owner, String method, IValue... arguments) {
    PtNDArray[] out = program.tensors(owner, method, arguments);
    return new Rows(out[0], out[1]);
  }

  /** Un-normed outputs [rows, H] and logits [rows, draft vocab] of some rows, fp32. */
  record Rows(PtNDArray hidden, PtNDArray logits) implements AutoCloseable {
    @Override
    public void close() {
      hidden.close();
      logits.close();
    }
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
