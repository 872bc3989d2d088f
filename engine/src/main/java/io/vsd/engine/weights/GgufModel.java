package io.vsd.engine.weights;

import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A GGUF file under Hugging Face names, rows and configuration. Llama-family files store the rows
 * of {@code attn_q} and {@code attn_k} with rotary pairs interleaved; they are put back in halves.
 * Qwen files are stored as they are.
 */
final class GgufModel implements WeightSource {
  private static final Map<String, String> LAYER_NAMES =
      Map.ofEntries(
          Map.entry("attn_norm", "input_layernorm"),
          Map.entry("attn_q", "self_attn.q_proj"),
          Map.entry("attn_k", "self_attn.k_proj"),
          Map.entry("attn_v", "self_attn.v_proj"),
          Map.entry("attn_output", "self_attn.o_proj"),
          Map.entry("attn_q_norm", "self_attn.q_norm"),
          Map.entry("attn_k_norm", "self_attn.k_norm"),
          Map.entry("ffn_norm", "post_attention_layernorm"),
          Map.entry("ffn_gate", "mlp.gate_proj"),
          Map.entry("ffn_up", "mlp.up_proj"),
          Map.entry("ffn_down", "mlp.down_proj"));

  private final GgufFile file;
  private final ModelConfig config;

  /** Hugging Face name to GGUF name. */
  private final Map<String, String> names = new LinkedHashMap<>();

  GgufModel(GgufFile file) {
    this.file = file;
    for (String name : file.names()) {
      if (!name.equals(GgufRope.DIVISORS)) {
        names.put(rename(name), name);
      }
    }
    this.config = readConfig(file);
  }

  /** A name that no Hugging Face name stands for stays, to be seen by whoever looks at all. */
  private static String rename(String name) {
    return switch (name) {
      case "token_embd.weight" -> "model.embed_tokens.weight";
      case "output_norm.weight" -> "model.norm.weight";
      case "output.weight" -> "lm_head.weight";
      default -> renameLayer(name);
    };
  }

  private static String renameLayer(String name) {
    String[] parts = name.split("\\.", -1);
    if (parts.length == 4 && parts[0].equals("blk") && LAYER_NAMES.containsKey(parts[2])) {
      return "model.layers." + parts[1] + "." + LAYER_NAMES.get(parts[2]) + "." + parts[3];
    }
    return name;
  }

  /** What GGUF files call a tensor of a Hugging Face name; a name of neither stays. */
  static String nameInFile(String name) {
    int layer = ModelTensors.layerOf(name);
    String prefix = layer < 0 ? "" : "model.layers." + layer + ".";
    for (Map.Entry<String, String> entry : LAYER_NAMES.entrySet()) {
      String projection = prefix + entry.getValue() + ".";
      if (layer >= 0 && name.startsWith(projection)) {
        return "blk." + layer + "." + entry.getKey() + "." + name.substring(projection.length());
      }
    }
    return Stream.of("token_embd.weight", "output_norm.weight", "output.weight")
        .filter(own -> rename(own).equals(name))
        .findFirst()
        .orElse(name);
  }

  ModelConfig config() {
    return config;
  }

  private static ModelConfig readConfig(GgufFile file) {
    String family = family(file);
    int hidden = required(file, family + ".embedding_length");
    int heads = required(file, family + ".attention.head_count");
    int headDim =
        file.integer(family + ".attention.key_length")
            .or(() -> file.integer(family + ".rope.dimension_count"))
            .orElse(hidden / heads);
    if (!file.names().contains("token_embd.weight")) {
      throw new MalformedWeightsException(file.path(), "token_embd.weight", "is not in the file");
    }
    UnsupportedSettings.refuse(file, family, headDim);
    RopeConfig rope = GgufRope.read(file, family, headDim);
    try {
      return new ModelConfig(
          family,
          required(file, family + ".block_count"),
          hidden,
          required(file, family + ".feed_forward_length"),
          heads,
          file.integer(family + ".attention.head_count_kv").orElse(heads),
          headDim,
          Math.toIntExact(file.shape("token_embd.weight")[0]),
          required(file, family + ".context_length"),
          rope.theta(),
          widened(file.number(family + ".attention.layer_norm_rms_epsilon").orElse(1e-5)),
          !file.names().contains("output.weight"),
          biases(file, family),
          family.equals("qwen3"),
          GgufEndTokens.of(file),
          file.tokenId("bos").map(OptionalInt::of).orElse(OptionalInt.empty()),
          rope.scaling());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedWeightsException(file.path(), String.valueOf(e.getMessage()), e);
    }
  }

  private static String family(GgufFile file) {
    String family =
        file.text("general.architecture")
            .orElseThrow(() -> fault(file, "metadata lacks general.architecture"));
    if (!ModelConfig.FAMILIES.contains(family)) {
      throw fault(file, "architecture '" + family + "' is not supported (llama, qwen2, qwen3 are)");
    }
    return family;
  }

  /** The decimal number that was meant: 1e-5 is stored as the float 9.99999975e-6. */
  static double widened(double stored) {
    return Double.parseDouble(Float.toString((float) stored));
  }

  /** The file does not say which biases there are: one of a kind stands for all of its kind. */
  private static ProjectionBiases biases(GgufFile file, String family) {
    return new ProjectionBiases(
        family.equals("qwen2") || hasBias(file, "attn_q", "attn_k", "attn_v"),
        hasBias(file, "attn_output"),
        hasBias(file, "ffn_gate", "ffn_up", "ffn_down"));
  }

  private static boolean hasBias(GgufFile file, String... projections) {
    return file.names().stream()
        .anyMatch(n -> Stream.of(projections).anyMatch(p -> n.endsWith("." + p + ".bias")));
  }

  private static int required(GgufFile file, String key) {
    return file.integer(key).orElseThrow(() -> fault(file, "metadata lacks " + key));
  }

  private static MalformedWeightsException fault(GgufFile file, String reason) {
    return new MalformedWeightsException(file.path(), reason);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names.keySet());
  }

  @Override
  public long[] shape(String name) {
    return file.shape(stored(name));
  }

  @Override
  public TensorType type(String name) {
    return file.type(stored(name));
  }

  @Override
  public void readRows(String name, long from, long to, FloatBuffer out) {
    int heads = interleavedHeads(name);
    if (heads == 0) {
      file.readRows(stored(name), from, to, out);
    } else if (shape(name).length == 1) {
      putInHalves(file.readFloats(stored(name)), heads, out);
    } else {
      for (long row = from; row < to; row++) {
        long there = interleaved(row, Math.toIntExact(rows(name) / heads / 2));
        file.readRows(stored(name), there, there + 1, out);
      }
    }
  }

  /** Heads of a tensor whose rows are stored with rotary pairs interleaved, 0 for any other. */
  private int interleavedHeads(String name) {
    if (config.family().equals("llama")) {
      if (name.contains(".self_attn.q_proj.")) {
        return config.numHeads();
      }
      if (name.contains(".self_attn.k_proj.")) {
        return config.numKvHeads();
      }
    }
    return 0;
  }

  /** Where row r(i) of r0 r1 … r(h) r(h+1) … is stored: r0 r(h) r1 r(h+1) …, h half a head. */
  private static long interleaved(long row, int half) {
    long within = row % (2L * half);
    return row - within + 2 * (within % half) + within / half;
  }

  private static void putInHalves(float[] stored, int heads, FloatBuffer out) {
    for (int i = 0; i < stored.length; i++) {
      out.put(stored[Math.toIntExact(interleaved(i, stored.length / heads / 2))]);
    }
  }

  private String stored(String name) {
    String stored = names.get(name);
    if (stored == null) {
      List<String> known = new ArrayList<>(names.keySet());
      throw new MalformedWeightsException(
          file.path(), name, "is not in the file (" + known.size() + " tensors are)");
    }
    return stored;
  }

  @Override
  public void close() {
    file.close();
  }
}
