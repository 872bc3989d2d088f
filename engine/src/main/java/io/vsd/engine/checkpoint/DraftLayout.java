package io.vsd.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * EAGLE-3's public tensor names and their shapes: the one place where the layout is written down.
 * Weights are fp16; {@code d2t} holds int64 offsets [draft vocab], {@code t2d} a bool mask [vocab].
 */
public final class DraftLayout {

  public static final String FC = "fc.weight";
  public static final String HIDDEN_NORM = "midlayer.hidden_norm.weight";
  public static final String INPUT_NORM = "midlayer.input_layernorm.weight";
  public static final String POST_ATTENTION_NORM = "midlayer.post_attention_layernorm.weight";
  public static final String Q = "midlayer.self_attn.q_proj.weight";
  public static final String K = "midlayer.self_attn.k_proj.weight";
  public static final String V = "midlayer.self_attn.v_proj.weight";
  public static final String O = "midlayer.self_attn.o_proj.weight";
  public static final String GATE = "midlayer.mlp.gate_proj.weight";
  public static final String UP = "midlayer.mlp.up_proj.weight";
  public static final String DOWN = "midlayer.mlp.down_proj.weight";
  public static final String NORM = "norm.weight";
  public static final String HEAD = "lm_head.weight";
  public static final String D2T = "d2t";
  public static final String T2D = "t2d";

  private DraftLayout() {}

  /** Shapes of the trained tensors, in file order. */
  public static SequencedMap<String, long[]> weightShapes(DraftConfig c) {
    long h = c.hiddenSize();
    SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(FC, new long[] {h, 3 * h});
    shapes.put(HIDDEN_NORM, new long[] {h});
    shapes.put(INPUT_NORM, new long[] {h});
    shapes.put(POST_ATTENTION_NORM, new long[] {h});
    shapes.put(Q, new long[] {c.queryWidth(), 2 * h});
    shapes.put(K, new long[] {c.keyWidth(), 2 * h});
    shapes.put(V, new long[] {c.keyWidth(), 2 * h});
    shapes.put(O, new long[] {h, c.queryWidth()});
    shapes.put(GATE, new long[] {c.intermediateSize(), h});
    shapes.put(UP, new long[] {c.intermediateSize(), h});
    shapes.put(DOWN, new long[] {h, c.intermediateSize()});
    shapes.put(NORM, new long[] {h});
    shapes.put(HEAD, new long[] {c.draftVocabSize(), h});
    return shapes;
  }

  /** Number of elements of a shape. */
  public static int elements(long[] shape) {
    long n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return Math.toIntExact(n);
  }

  /** Offsets as EAGLE-3 stores them: {@code d2t[i] = draftTokens[i] - i}. */
  static long[] offsets(int[] draftTokens) {
    long[] d2t = new long[draftTokens.length];
    for (int i = 0; i < d2t.length; i++) {
      d2t[i] = (long) draftTokens[i] - i;
    }
    return d2t;
  }

  static boolean[] mask(int[] draftTokens, int vocabSize) {
    boolean[] t2d = new boolean[vocabSize];
    for (int token : draftTokens) {
      t2d[token] = true;
    }
    return t2d;
  }

  static byte[] littleEndian(long[] values) {
    ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    b.asLongBuffer().put(values);
    return b.array();
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Copies that public heads carry: the target's embedding and constant rotary frequencies. */
  static boolean isIgnored(String name) {
    return name.startsWith("embed_tokens") || name.endsWith("inv_freq");
  }

  /** Public heads of the speculators project name the layer {@code layers.0}. */
  static String canonicalName(String name) {
    return name.startsWith("layers.0.") ? "midlayer." + name.substring("layers.0.".length()) : name;
  }
}
