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
import java.util.Map;

/**
 * Hands a model's sizes and weights to the program, one layer at a time. The program copies or
 * packs what it is given, so nothing of a layer stays here after its call.
 */
final class TargetWeights {
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
        IValue.listFrom((long) config.numHeads(), config.numKvHeads(), config.headDim()),
        IValue.listFrom(longs(FeatureLayers.of(config.numLayers()))),
        IValue.from(config.rmsNormEps()),
        IValue.from(TorchPrecision.ofTarget(options.precision(), weights).code()));
    // Decoding a layer takes about as long as packing one, so they go side by side.
    try (PtNDManager scope = device.newSubManager(Device.cpu());
        ReadAhead<Layer> layers = new ReadAhead<>(config.numLayers(), n -> read(scope, n))) {
      for (int n = 0; n < config.numLayers(); n++) {
        try (Layer layer = layers.take()) {
          program.run(
              "add_layer",
              IValue.stringMapFrom(layer.tensors()),
              IValue.from(like(layer.scope(), device)));
        }
      }
    }
    addEnds(program, device, rotary);
  }

  /** A layer's tensors on the host; closing the scope frees them. */
  private record Layer(PtNDManager scope, Map<String, PtNDArray> tensors) implements AutoCloseable {
    @Override
    public void close() {
      scope.close();
    }
  }

  private Layer read(PtNDManager parent, int layer) {
    PtNDManager scope = TorchRuntime.scope(parent);
    return new Layer(scope, NamedWeights.layer(scope, weights, layer));
  }

  private void addEnds(TorchProgram program, PtNDManager device, RotaryTable.Rows rotary) {
    try (PtNDManager scope = device.newSubManager(Device.cpu())) {
      long half = config.headDim() / 2;
      program.run(
          "add_ends",
          NamedWeights.ends(scope, config, weights),
          IValue.from(TorchTensors.floats(scope, rotary.cos(), rotary.positions(), half)),
          IValue.from(TorchTensors.floats(scope, rotary.sin(), rotary.positions(), half)),
          IValue.from(like(scope, device)));
    }
  }

  /** A tensor on the device that the program copies the layer to. */
  private static PtNDArray like(PtNDManager scope, PtNDManager device) {
    PtNDArray zeros = (PtNDArray) device.zeros(new Shape(1), DataType.FLOAT32);
    zeros.attach(scope);
    return zeros;
  }

  private static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }
}
