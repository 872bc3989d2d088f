package io.vsd.engine.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.FeatureLayers;
import io.vsd.engine.model.RotaryTable;
import io.vsd.engine.weights.ModelConfig;
import java.util.List;

/**
 * Hands a model's sizes and weights to the program, one layer at a time. The program copies or
 * packs what it is given, so nothing of a layer stays here after its call.
 */
final class TargetWeights {
  private static final List<String> LAYER_TENSORS =
      List.of(
          "self_attn.q_proj.weight",
          "self_attn.k_proj.weight",
          "self_attn.v_proj.weight",
          "self_attn.q_proj.bias",
          "self_attn.k_proj.bias",
          "self_attn.v_proj.bias",
          "self_attn.o_proj.weight",
          "mlp.gate_proj.weight",
          "mlp.up_proj.weight",
          "mlp.down_proj.weight",
          "input_layernorm.weight",
          "post_attention_layernorm.weight",
          "self_attn.q_norm.weight",
          "self_attn.k_norm.weight",
          "self_attn.o_proj.bias",
          "mlp.gate_proj.bias",
          "mlp.up_proj.bias",
          "mlp.down_proj.bias");

  private final ModelConfig config;
  private final WeightSource weights;
  private final DeviceOptions options;

  TargetWeights(ModelConfig config, WeightSource weights, DeviceOptions options) {
    this.config = config;
    this.weights = weights;
    this.options = options;
  }

  void handTo(TorchProgram program, PtNDManager device, RotaryTable.Rows rotary) {
    program.run(
        "configure",
        IValue.listFrom(
            config.numHeads(),
            config.numKvHeads(),
            config.headDim(),
            (long) config.hiddenSize(),
            config.intermediateSize()),
        IValue.listFrom(longs(FeatureLayers.of(config.numLayers()))),
        IValue.from(config.rmsNormEps()),
        IValue.from((long) TorchPrecision.ofTarget(options.precision(), weights).targetCode()));
    // Decoding a layer takes about as long as packing one, so they go side by side.
    try (PtNDManager scope = device.newSubManager(Device.cpu());
        ReadAhead<Layer> layers = new ReadAhead<>(config.numLayers(), n -> read(scope, n))) {
      for (int n = 0; n < config.numLayers(); n++) {
        try (Layer layer = layers.take()) {
          program.run(
              "add_layer",
              IValue.listFrom(layer.tensors()),
              IValue.from(like(layer.scope(), device)));
        }
      }
    }
    addEnds(program, device, rotary);
  }

  /** A layer's tensors on the host; closing the scope frees them. */
  private record Layer(PtNDManager scope, PtNDArray[] tensors) implements AutoCloseable {
    @Override
    public void close() {
      scope.close();
    }
  }

  private Layer read(PtNDManager parent, int layer) {
    PtNDManager scope = TorchRuntime.scope(parent);
    String prefix = "model.layers." + layer + ".";
    return new Layer(
        scope, LAYER_TENSORS.stream().map(n -> read(scope, prefix + n)).toArray(PtNDArray[]::new));
  }

  private void addEnds(TorchProgram program, PtNDManager device, RotaryTable.Rows rotary) {
    try (PtNDManager scope = device.newSubManager(Device.cpu())) {
      PtNDArray head =
          config.tiedEmbeddings()
              ? TorchTensors.floats(scope, new float[0], 0)
              : read(scope, "lm_head.weight");
      program.run(
          "add_ends",
          IValue.from(read(scope, "model.embed_tokens.weight")),
          IValue.from(head),
          IValue.from(read(scope, "model.norm.weight")),
          IValue.from(table(scope, rotary, rotary.cos(), 1)),
          IValue.from(table(scope, rotary, rotary.sin(), -1)),
          IValue.from(like(scope, device)));
    }
  }

  /** {@code [positions, headDim]}: the halves of a head side by side, the first times a sign. */
  private PtNDArray table(PtNDManager scope, RotaryTable.Rows rotary, float[] values, float sign) {
    int half = config.headDim() / 2;
    return TorchTensors.floats(
        scope,
        out -> {
          for (int at = 0; at < values.length; at += half) {
            for (int i = 0; i < half; i++) {
              out.put(sign * values[at + i]);
            }
            out.put(values, at, half);
          }
        },
        rotary.positions(),
        config.headDim());
  }

  /** A tensor on the device that the program copies the layer to. */
  private static PtNDArray like(PtNDManager scope, PtNDManager device) {
    PtNDArray zeros = (PtNDArray) device.zeros(new Shape(1), DataType.FLOAT32);
    zeros.attach(scope);
    return zeros;
  }

  private PtNDArray read(PtNDManager scope, String name) {
    if (!weights.names().contains(name)) {
      return TorchTensors.floats(scope, new float[0], 0);
    }
    return TorchTensors.floats(scope, weights, name);
  }

  private static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }
}
