package io.vsd.engine.checkpoint;

import io.vsd.engine.checkpoint.CheckpointManifest.TensorEntry;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.Gate;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NetworkGain;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.expert.Reliability;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.format.SafetensorsWriter;
import io.vsd.engine.format.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The experts beside the network as tensors of a checkpoint's file. Contexts of n tokens are {@code
 * experts.table.n.contexts} I32 [m, n] with {@code starts} [m + 1], {@code totals} [m], {@code
 * tokens} and {@code counts} [continuations]; trust is {@code experts.<case>.gate.<expert>} F32
 * [evidence levels] and {@code experts.<case>.reliability} F32 [13], the case being greedy or
 * sampled, then alone or networked; what asking the network brings is {@code experts.<greedy or
 * sampled>.gain} F32 [12], which files of before lack.
 */
final class ExpertTensors {
  private static final String PREFIX = "experts.";
  private static final String RELIABILITY = ".reliability";
  private static final String GAIN = ".gain";
  private static final String TABLE = PREFIX + "table.";
  private static final List<String> PARTS =
      List.of("contexts", "starts", "totals", "tokens", "counts");

  private ExpertTensors() {}

  /** Whether a tensor of that name belongs here. */
  static boolean isOne(String name) {
    return name.startsWith(PREFIX);
  }

  /** All numbers of an expert's tensor, whole ones or not. */
  private record Stored(long[] shape, int[] whole, float[] real) {
    static Stored of(long[] shape, int[] whole) {
      return new Stored(shape, whole, new float[0]);
    }

    static Stored of(double[] values) {
      float[] real = new float[values.length];
      for (int i = 0; i < real.length; i++) {
        real[i] = (float) values[i];
      }
      return new Stored(new long[] {real.length}, new int[0], real);
    }

    TensorType type() {
      return real.length > 0 ? TensorType.F32 : TensorType.I32;
    }
  }

  private static SequencedMap<String, Stored> stored(LearnedExperts experts) {
    SequencedMap<String, Stored> all = new LinkedHashMap<>();
    if (!experts.table().isEmpty()) {
      for (int n = 1; n <= NgramTable.LONGEST_CONTEXT; n++) {
        NgramTable.Level level = experts.table().levels().get(n - 1);
        String name = TABLE + n + ".";
        all.put(
            name + "contexts", Stored.of(new long[] {level.totals().length, n}, level.contexts()));
        put(all, name + "starts", level.starts());
        put(all, name + "totals", level.totals());
        put(all, name + "tokens", level.tokens());
        put(all, name + "counts", level.counts());
      }
    }
    trust(all, "greedy", experts.mixture().greedy());
    trust(all, "sampled", experts.mixture().sampled());
    return all;
  }

  private static void put(Map<String, Stored> all, String name, int[] values) {
    all.put(name, Stored.of(new long[] {values.length}, values));
  }

  private static void trust(Map<String, Stored> all, String when, Mixture.Trust trust) {
    belief(all, PREFIX + when + ".alone", trust.alone());
    belief(all, PREFIX + when + ".networked", trust.networked());
    double[][] curves = trust.gain().curves();
    double[] both = Arrays.copyOf(curves[0], 2 * NetworkGain.STEPS);
    System.arraycopy(curves[1], 0, both, NetworkGain.STEPS, NetworkGain.STEPS);
    all.put(PREFIX + when + GAIN, Stored.of(both));
  }

  private static void belief(Map<String, Stored> all, String name, Mixture.Belief belief) {
    for (ExpertKind kind : ExpertKind.values()) {
      all.put(gate(name, kind), Stored.of(belief.gate().trust(kind)));
    }
    all.put(name + RELIABILITY, Stored.of(belief.reliability().accepted()));
  }

  private static String gate(String name, ExpertKind kind) {
    return name + ".gate." + kind.label();
  }

  static void write(LearnedExperts experts, SafetensorsWriter writer) {
    stored(experts)
        .forEach(
            (name, tensor) -> {
              if (tensor.type() == TensorType.F32) {
                writer.add(name, TensorType.F32, tensor.shape(), tensor.real());
              } else {
                writer.add(name, tensor.shape(), tensor.whole());
              }
            });
  }

  static List<TensorEntry> entries(LearnedExperts experts) {
    List<TensorEntry> entries = new ArrayList<>();
    stored(experts)
        .forEach(
            (name, t) ->
                entries.add(
                    new TensorEntry(
                        name, t.type().name(), Arrays.stream(t.shape()).boxed().toList())));
    return entries;
  }

  /**
   * Reads them; null where the file has none.
   *
   * @param vocabSize of the target
   * @throws IllegalArgumentException naming the tensor, and what is wrong with its numbers
   */
  static @Nullable LearnedExperts read(SafetensorsFile file, int vocabSize) {
    if (file.names().stream().noneMatch(ExpertTensors::isOne)) {
      return null;
    }
    try {
      return new LearnedExperts(
          table(file, vocabSize), new Mixture(trust(file, "greedy"), trust(file, "sampled")));
    } catch (MalformedWeightsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static NgramTable table(SafetensorsFile file, int vocabSize) {
    if (file.names().stream().noneMatch(name -> name.startsWith(TABLE))) {
      return NgramTable.empty();
    }
    List<NgramTable.Level> levels = new ArrayList<>();
    for (int n = 1; n <= NgramTable.LONGEST_CONTEXT; n++) {
      String name = TABLE + n + ".";
      List<int[]> parts = PARTS.stream().map(part -> file.readInts(name + part)).toList();
      levels.add(
          new NgramTable.Level(
              parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4)));
    }
    return NgramTable.of(levels, vocabSize);
  }

  private static Mixture.Trust trust(SafetensorsFile file, String when) {
    return new Mixture.Trust(
        belief(file, PREFIX + when + ".alone"),
        belief(file, PREFIX + when + ".networked"),
        gain(file, PREFIX + when + GAIN));
  }

  private static NetworkGain gain(SafetensorsFile file, String name) {
    if (!file.names().contains(name)) {
      return NetworkGain.untrained();
    }
    double[] both = reals(file, name);
    int first = Math.min(both.length, NetworkGain.STEPS);
    return new NetworkGain(
        Arrays.copyOf(both, first), Arrays.copyOfRange(both, first, both.length));
  }

  private static Mixture.Belief belief(SafetensorsFile file, String name) {
    double[][] gate = new double[ExpertKind.values().length][];
    for (ExpertKind kind : ExpertKind.values()) {
      gate[kind.index()] = reals(file, gate(name, kind));
    }
    return new Mixture.Belief(new Gate(gate), new Reliability(reals(file, name + RELIABILITY)));
  }

  private static double[] reals(SafetensorsFile file, String name) {
    float[] values = file.readFloats(name);
    double[] reals = new double[values.length];
    Arrays.setAll(reals, i -> values[i]);
    return reals;
  }
}
