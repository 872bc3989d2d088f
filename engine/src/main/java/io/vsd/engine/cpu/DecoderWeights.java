package io.vsd.engine.cpu;

import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.model.Precision;
import io.vsd.engine.weights.ModelConfig;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A target's weights in panels.
 *
 * @param embedding {@code [vocab, hidden]}
 * @param layers in order
 * @param norm before the head
 * @param head {@code [vocab, hidden]}, of the embedding's memory where the two are tied
 */
record DecoderWeights(
    PanelMatrix embedding, List<DecoderLayer> layers, Rows.Norm norm, Linear head) {

  /** Packs them on a team's threads into memory of the arena. */
  static DecoderWeights pack(
      ModelConfig config, WeightSource source, Precision precision, Team team, Arena arena) {
    return new Packing(config, source, precision, new PanelPacker(team.workers(), arena)).run();
  }

  /** The forms that the weights of linear layers will have. */
  static Set<WeightForm> forms(WeightSource source, Precision precision) {
    return source.names().stream()
        .filter(name -> name.endsWith("_proj.weight") || name.endsWith("embed_tokens.weight"))
        .map(name -> form(source.type(name), precision))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(WeightForm.class)));
  }

  private static WeightForm form(TensorType stored, Precision precision) {
    return switch (precision) {
      case STORED -> WeightForm.of(stored);
      case FP32 -> WeightForm.F32;
      case FP16 -> WeightForm.F16;
      case BF16 -> WeightForm.BF16;
    };
  }

  private record Packing(
      ModelConfig config, WeightSource source, Precision precision, PanelPacker packer) {

    DecoderWeights run() {
      PanelMatrix embedding = matrix("model.embed_tokens.weight");
      List<DecoderLayer> layers = new ArrayList<>();
      for (int n = 0; n < config.numLayers(); n++) {
        layers.add(layer("model.layers." + n + "."));
      }
      PanelMatrix head = config.tiedEmbeddings() ? embedding : matrix("lm_head.weight");
      return new DecoderWeights(
          embedding, List.copyOf(layers), norm("model.norm.weight"), new Linear(head, null));
    }

    private DecoderLayer layer(String prefix) {
      String attention = prefix + "self_attn.";
      String mlp = prefix + "mlp.";
      return new DecoderLayer(
          norm(prefix + "input_layernorm.weight"),
          linear(attention + "q_proj", attention + "k_proj", attention + "v_proj"),
          config.qkNorm() ? norm(attention + "q_norm.weight") : null,
          config.qkNorm() ? norm(attention + "k_norm.weight") : null,
          linear(attention + "o_proj"),
          norm(prefix + "post_attention_layernorm.weight"),
          linear(mlp + "gate_proj", mlp + "up_proj"),
          linear(mlp + "down_proj"));
    }

    private Rows.Norm norm(String name) {
      return new Rows.Norm(source.readFloats(name), (float) config.rmsNormEps());
    }

    /** Projections of the same inputs as one, their outputs one after the other. */
    private Linear linear(String... projections) {
      String[] names = Arrays.stream(projections).map(p -> p + ".weight").toArray(String[]::new);
      return new Linear(matrix(names), bias(projections));
    }

    private PanelMatrix matrix(String... names) {
      WeightForm form = WeightForm.BF16;
      for (String name : names) {
        WeightForm own = form(source.type(name), precision);
        form = name.equals(names[0]) || own == form ? own : WeightForm.F32;
      }
      return packer.pack(
          form,
          Math.toIntExact(source.width(names[0])),
          Arrays.stream(names).map(name -> new StoredMatrix(source, name)).toList());
    }

    private float @Nullable [] bias(String... projections) {
      List<float[]> parts = new ArrayList<>();
      boolean any = false;
      for (String projection : projections) {
        boolean has = source.names().contains(projection + ".bias");
        any |= has;
        parts.add(
            has
                ? source.readFloats(projection + ".bias")
                : new float[Math.toIntExact(source.rows(projection + ".weight"))]);
      }
      return any ? joined(parts) : null;
    }

    private static float[] joined(List<float[]> parts) {
      float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
      int at = 0;
      for (float[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }
  }

  /** A tensor's rows where they are stored. */
  private record StoredMatrix(WeightSource source, String name) implements PanelPacker.Rows {
    @Override
    public int count() {
      return Math.toIntExact(source.rows(name));
    }

    @Override
    public void read(int from, int to, FloatBuffer out) {
      source.readRows(name, from, to, out);
    }
  }
}
