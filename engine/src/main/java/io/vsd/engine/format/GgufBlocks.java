package io.vsd.engine.format;

/**
 * Turns GGUF blocks into floats, bit for bit as ggml's reference does (ggml-quants.c; the Python
 * package {@code gguf} gives the same). All products and sums are single-precision and in ggml's
 * order.
 */
final class GgufBlocks {
  /** The sixteen steps of ggml's non-linear four-bit types. */
  private static final float[] STEPS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** What a code q stands for: scale * (q - bias) + min. */
  private record Line(float scale, float min, int bias) {
    float at(int q) {
      return scale * (q - bias) + min;
    }
  }

  private GgufBlocks() {}

  /** Decodes whole blocks until {@code out} is full; {@code in} holds exactly those blocks. */
  static void decode(GgufType type, byte[] in, float[] out) {
    switch (type) {
      case F32, F64, F16, BF16 -> type.floating().decode(in, out);
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS -> {
        int at = 0;
        for (int block = 0; block < out.length; block += type.blockElements()) {
          block(type, in, at, out, block);
          at += type.blockBytes();
        }
      }
    }
  }

  private static void block(GgufType type, byte[] in, int at, float[] out, int i) {
    switch (type) {
      // Adding -0.0 changes nothing, the sign of a zero included.
      case Q4_0 -> nibbles(in, at + 2, out, i, new Line(half(in, at), -0.0f, 8));
      case Q4_1 -> nibbles(in, at + 4, out, i, new Line(half(in, at), half(in, at + 2), 0));
      case Q5_0 -> fives(in, at + 2, out, i, new Line(half(in, at), -0.0f, 16));
      case Q5_1 -> fives(in, at + 4, out, i, new Line(half(in, at), half(in, at + 2), 0));
      case Q8_0 -> bytes(in, at + 2, out, i, half(in, at));
      case Q2_K -> GgufSuperBlocks.q2k(in, at, out, i);
      case Q3_K -> GgufSuperBlocks.q3k(in, at, out, i);
      case Q4_K -> GgufSuperBlocks.q4k(in, at, out, i);
      case Q5_K -> GgufSuperBlocks.q5k(in, at, out, i);
      case Q6_K -> GgufSuperBlocks.q6k(in, at, out, i);
      case IQ4_NL -> steps(in, at + 2, out, i, half(in, at));
      case IQ4_XS -> GgufSuperBlocks.iq4xs(in, at, out, i);
      case F32, F64, F16, BF16 -> throw new IllegalStateException(type + " has no blocks");
    }
  }

  private static void nibbles(byte[] in, int at, float[] out, int i, Line line) {
    for (int j = 0; j < 16; j++) {
      out[i + j] = line.at(in[at + j] & 15);
    }
    for (int j = 0; j < 16; j++) {
      out[i + 16 + j] = line.at((in[at + j] >> 4) & 15);
    }
  }

  private static void fives(byte[] in, int at, float[] out, int i, Line line) {
    int high = (in[at] & 0xFF) | (in[at + 1] & 0xFF) << 8 | (in[at + 2] & 0xFF) << 16;
    high |= in[at + 3] << 24;
    for (int j = 0; j < 16; j++) {
      int q = (in[at + 4 + j] & 15) | ((high >>> j) & 1) << 4;
      out[i + j] = line.at(q);
    }
    for (int j = 0; j < 16; j++) {
      int q = ((in[at + 4 + j] >> 4) & 15) | ((high >>> (j + 16)) & 1) << 4;
      out[i + 16 + j] = line.at(q);
    }
  }

  private static void bytes(byte[] in, int at, float[] out, int i, float scale) {
    for (int j = 0; j < 32; j++) {
      out[i + j] = scale * in[at + j];
    }
  }

  /** Thirty-two four-bit codes of sixteen uneven steps. */
  static void steps(byte[] in, int at, float[] out, int i, float scale) {
    for (int j = 0; j < 16; j++) {
      out[i + j] = scale * STEPS[in[at + j] & 15];
      out[i + 16 + j] = scale * STEPS[(in[at + j] >> 4) & 15];
    }
  }

  static float half(byte[] in, int at) {
    return Float.float16ToFloat((short) ((in[at] & 0xFF) | in[at + 1] << 8));
  }
}
