package io.vsd.engine.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Turns GGUF blocks into floats, bit for bit as ggml's reference does (ggml-quants.c; the Python
 * package {@code gguf} gives the same). All products and sums are single-precision and in ggml's
 * order.
 */
final class GgufBlocks {
  private final MemorySegment in;
  private final float[] out;

  private GgufBlocks(MemorySegment in, float[] out) {
    this.in = in;
    this.out = out;
  }

  /** Decodes whole blocks until {@code out} is full; {@code in} holds exactly those blocks. */
  static void decode(GgufType type, MemorySegment in, float[] out) {
    switch (type) {
      case F32 -> MemorySegment.copy(in, MappedFile.FLOAT, 0, out, 0, out.length);
      case F16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = half(in, 2L * i);
        }
      }
      case BF16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = TensorType.fromBfloat16(in.get(MappedFile.SHORT, 2L * i));
        }
      }
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q6_K -> {
        GgufBlocks blocks = new GgufBlocks(in, out);
        long at = 0;
        for (int i = 0; i < out.length; i += type.blockElements(), at += type.blockBytes()) {
          blocks.block(type, at, i);
        }
      }
    }
  }

  private void block(GgufType type, long at, int i) {
    switch (type) {
      // Adding -0.0 changes nothing, the sign of a zero included.
      case Q4_0 -> q4(i, at + 2, half(in, at), -0.0f, 8);
      case Q4_1 -> q4(i, at + 4, half(in, at), half(in, at + 2), 0);
      case Q5_0 -> q5(i, at + 2, half(in, at), -0.0f, 16);
      case Q5_1 -> q5(i, at + 4, half(in, at), half(in, at + 2), 0);
      case Q8_0 -> q8(i, at + 2, half(in, at));
      case Q4_K -> q4k(i, at);
      case Q6_K -> q6k(i, at);
      case F32, F16, BF16 -> throw new IllegalStateException(type + " has no blocks");
    }
  }

  private void q4(int i, long at, float d, float min, int bias) {
    for (int j = 0; j < 16; j++) {
      int q = unsigned(in, at + j);
      out[i + j] = d * ((q & 15) - bias) + min;
      out[i + j + 16] = d * ((q >> 4) - bias) + min;
    }
  }

  private void q5(int i, long at, float d, float min, int bias) {
    int high = in.get(MappedFile.INT, at);
    for (int j = 0; j < 16; j++) {
      int q = unsigned(in, at + 4 + j);
      int low = (q & 15) | ((high >>> j) & 1) << 4;
      int up = (q >> 4) | ((high >>> (j + 16)) & 1) << 4;
      out[i + j] = d * (low - bias) + min;
      out[i + j + 16] = d * (up - bias) + min;
    }
  }

  private void q8(int i, long at, float d) {
    for (int j = 0; j < 32; j++) {
      out[i + j] = d * in.get(ValueLayout.JAVA_BYTE, at + j);
    }
  }

  /** Super-block of 8 groups of 32: d, dmin, twelve bytes of 6-bit scales and minima, nibbles. */
  private void q4k(int i, long at) {
    float d = half(in, at);
    float dmin = half(in, at + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * sixBits(in, at + 4, group, false);
      float min = dmin * sixBits(in, at + 4, group, true);
      long codes = at + 16 + 32L * (group / 2);
      int shift = group % 2 == 0 ? 0 : 4;
      for (int j = 0; j < 32; j++) {
        int q = (unsigned(in, codes + j) >> shift) & 15;
        out[i + 32 * group + j] = scale * q - min;
      }
    }
  }

  private static int sixBits(MemorySegment in, long at, int group, boolean minimum) {
    if (group < 4) {
      return unsigned(in, at + group + (minimum ? 4 : 0)) & 63;
    }
    int low = unsigned(in, at + 4 + group);
    int high = unsigned(in, at + group - (minimum ? 0 : 4)) >> 6;
    return (minimum ? low >> 4 : low & 15) | high << 4;
  }

  /** Super-block of 16 groups of 16: low nibbles, high pairs, signed 8-bit scales, d. */
  private void q6k(int i, long at) {
    float d = half(in, at + 208);
    for (int halfBlock = 0; halfBlock < 2; halfBlock++) {
      long low = at + 64L * halfBlock;
      long high = at + 128 + 32L * halfBlock;
      for (int quarter = 0; quarter < 4; quarter++) {
        for (int j = 0; j < 32; j++) {
          int nibble = unsigned(in, low + 32L * (quarter % 2) + j) >> (quarter < 2 ? 0 : 4) & 15;
          int pair = (unsigned(in, high + j) >> (2 * quarter)) & 3;
          int element = 128 * halfBlock + 32 * quarter + j;
          float scale = d * in.get(ValueLayout.JAVA_BYTE, at + 192 + element / 16);
          out[i + element] = scale * ((nibble | pair << 4) - 32);
        }
      }
    }
  }

  private static float half(MemorySegment in, long at) {
    return Float.float16ToFloat(in.get(MappedFile.SHORT, at));
  }

  private static int unsigned(MemorySegment in, long at) {
    return in.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
  }
}
