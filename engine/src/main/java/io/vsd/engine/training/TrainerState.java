package io.vsd.engine.training;

import ai.djl.pytorch.engine.PtNDArray;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.format.SafetensorsWriter;
import io.vsd.engine.format.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A trainer's state as one safetensors file, fp32: {@code weights.NAME}, {@code first.NAME}, {@code
 * second.NAME} and the step count, and what the caller keeps beside. The same state gives the same
 * bytes.
 */
final class TrainerState {

  private static final List<String> PARTS = List.of("weights.", "first.", "second.");
  private static final String STEPS = "steps";

  private TrainerState() {}

  static void write(Path file, TrainedParameters parameters, long steps, Map<String, int[]> beside)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    var parts = List.of(parameters.weights(), parameters.first(), parameters.second());
    for (int part = 0; part < PARTS.size(); part++) {
      for (int i = 0; i < TrainedParameters.ORDER.size(); i++) {
        PtNDArray values = parts.get(part)[i];
        writer.add(
            PARTS.get(part) + TrainedParameters.ORDER.get(i),
            TensorType.F32,
            parameters.shapes().get(i),
            values::toFloatArray);
      }
    }
    writer.add(STEPS, new long[] {1}, new long[] {steps});
    new TreeMap<>(beside)
        .forEach((name, values) -> writer.add(name, new long[] {values.length}, values));
    writer.write(file);
  }

  static long read(Path file, TrainedParameters parameters) throws IOException {
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      for (String part : PARTS) {
        for (int i = 0; i < TrainedParameters.ORDER.size(); i++) {
          String name = part + TrainedParameters.ORDER.get(i);
          if (!in.names().contains(name)
              || !Arrays.equals(in.shape(name), parameters.shapes().get(i))) {
            throw new IOException(
                "%s is no state of this trainer: tensor %s is missing or of another shape"
                    .formatted(file, name));
          }
        }
      }
      long steps = in.readLongs(STEPS)[0];
      parameters.restore(in, PARTS);
      return steps;
    }
  }
}
