package io.vsd.engine.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.torch.TorchTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * fp32 master weights and AdamW's two moments, in the order the program expects them. Owned by the
 * trainer's thread.
 */
final class TrainedParameters implements AutoCloseable {

  /** The program's parameter order. */
  static final List<String> ORDER =
      List.of(
          DraftLayout.FC,
          DraftLayout.INPUT_NORM,
          DraftLayout.HIDDEN_NORM,
          DraftLayout.Q,
          DraftLayout.K,
          DraftLayout.V,
          DraftLayout.O,
          DraftLayout.POST_ATTENTION_NORM,
          DraftLayout.GATE,
          DraftLayout.UP,
          DraftLayout.DOWN,
          DraftLayout.NORM,
          DraftLayout.HEAD);

  private final NDManager manager;
  private final List<long[]> shapes = new ArrayList<>();
  private final PtNDArray[] weights = new PtNDArray[ORDER.size()];
  private final PtNDArray[] first = new PtNDArray[ORDER.size()];
  private final PtNDArray[] second = new PtNDArray[ORDER.size()];

  TrainedParameters(NDManager parent, DraftCheckpoint initial) {
    this.manager = parent.newSubManager();
    Map<String, long[]> layout = DraftLayout.weightShapes(initial.config());
    for (int i = 0; i < ORDER.size(); i++) {
      long[] shape = layout.get(ORDER.get(i));
      if (shape == null) {
        throw new IllegalStateException("no shape for " + ORDER.get(i));
      }
      shapes.add(shape);
      weights[i] = TorchTensors.floats(manager, initial.weight(ORDER.get(i)), shape);
      weights[i].setName("params[]");
      weights[i].setRequiresGradient(true);
      first[i] = (PtNDArray) manager.zeros(new Shape(shape));
      second[i] = (PtNDArray) manager.zeros(new Shape(shape));
    }
  }

  NDManager manager() {
    return manager;
  }

  PtNDArray[] weights() {
    return weights.clone();
  }

  PtNDArray[] first() {
    return first.clone();
  }

  PtNDArray[] second() {
    return second.clone();
  }

  List<long[]> shapes() {
    return shapes;
  }

  /** fp32 row-major copies by EAGLE-3 name. */
  Map<String, float[]> copy() {
    Map<String, float[]> all = new LinkedHashMap<>();
    ORDER.forEach(name -> all.put(name, copy(name)));
    return all;
  }

  /** One of them. */
  float[] copy(String name) {
    return weights[ORDER.indexOf(name)].toFloatArray();
  }

  /**
   * Replaces weights and moments by those of a file.
   *
   * @param parts prefixes of the names of weights, first and second moments there
   */
  void restore(WeightSource state, List<String> parts) {
    for (int i = 0; i < ORDER.size(); i++) {
      weights[i].setRequiresGradient(false);
      weights[i].close();
      first[i].close();
      second[i].close();
      String name = ORDER.get(i);
      weights[i] = TorchTensors.floats(manager, state, parts.get(0) + name);
      weights[i].setName("params[]");
      weights[i].setRequiresGradient(true);
      first[i] = TorchTensors.floats(manager, state, parts.get(1) + name);
      second[i] = TorchTensors.floats(manager, state, parts.get(2) + name);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
