package io.vsd.engine.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.model.TorchTensors;
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
    for (int i = 0; i < ORDER.size(); i++) {
      all.put(ORDER.get(i), weights[i].toFloatArray());
    }
    return all;
  }

  /** Replaces weights and moments, [3][parameters] in program order. */
  void restore(float[][][] state) {
    for (int i = 0; i < ORDER.size(); i++) {
      weights[i].setRequiresGradient(false);
      weights[i].close();
      first[i].close();
      second[i].close();
      weights[i] = TorchTensors.floats(manager, state[0][i], shapes.get(i));
      weights[i].setName("params[]");
      weights[i].setRequiresGradient(true);
      first[i] = TorchTensors.floats(manager, state[1][i], shapes.get(i));
      second[i] = TorchTensors.floats(manager, state[2][i], shapes.get(i));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
