package io.vsd.engine.format;

/**
 * GGUF's super-blocks of 256 elements (the K and XS types): groups of 16 or 32 elements whose small
 * integer scales share one or two half-precision factors. Layouts: ggml-common.h.
 */
final class GgufSuperBlocks {
  private GgufSuperBlocks() {}

  /** 16 bytes of nibble scales and minima, 64 of pairs, d, dmin; groups of 16. */
  static void q2k(byte[] in, int at, float[] out, int i) {
    float d = GgufBlocks.half(in, at + 80);
    float dmin = GgufBlocks.half(in, at + 82);
    for (int group = 0; group < 16; group++) {
      float scale = d * (in[at + group] & 15);
      float min = dmin * ((in[at + group] >> 4) & 15);
      int codes = at + 16 + pairs(group);
      int shift = group / 2 % 4 * 2;
      int to = i + 16 * group;
      for (int j = 0; j < 16; j++) {
        out[to + j] = scale * ((in[codes + j] >> shift) & 3) - min;
      }
    }
  }

  /** 32 bytes of high bits (0 means minus 4), 64 of pairs, twelve of 6-bit scales, d. */
  static void q3k(byte[] in, int at, float[] out, int i) {
    float d = GgufBlocks.half(in, at + 108);
    for (int group = 0; group < 16; group++) {
      int low = (in[at + 96 + group % 8] >> (group / 8 * 4)) & 15;
      int high = (in[at + 104 + group % 4] >> (group / 4 * 2)) & 3;
      float scale = d * ((low | high << 4) - 32);
      int codes = at + 32 + pairs(group);
      int shift = group / 2 % 4 * 2;
      int bits = at + group % 2 * 16;
      int bit = group / 2;
      int to = i + 16 * group;
      for (int j = 0; j < 16; j++) {
        int q = ((in[codes + j] >> shift) & 3) + (((in[bits + j] >> bit) & 1) << 2) - 4;
        out[to + j] = scale * q;
      }
    }
  }

  /** Where a group of 16 finds its pairs: 32 bytes hold eight groups, two bits each. */
  private static int pairs(int group) {
    return group / 8 * 32 + group % 2 * 16;
  }

  /** d, dmin, twelve bytes of 6-bit scales and minima, 128 of nibbles; groups of 32. */
  static void q4k(byte[] in, int at, float[] out, int i) {
    float d = GgufBlocks.half(in, at);
    float dmin = GgufBlocks.half(in, at + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * scale(in, at + 4, group);
      float min = dmin * minimum(in, at + 4, group);
      int codes = at + 16 + group / 2 * 32;
      int shift = group % 2 * 4;
      int to = i + 32 * group;
      for (int j = 0; j < 32; j++) {
        out[to + j] = scale * ((in[codes + j] >> shift) & 15) - min;
      }
    }
  }

  /** As {@link #q4k}, with 32 bytes of fifth bits before the nibbles. */
  static void q5k(byte[] in, int at, float[] out, int i) {
    float d = GgufBlocks.half(in, at);
    float dmin = GgufBlocks.half(in, at + 2);
    for (int group = 0; group < 8; group++) {
      float scale = d * scale(in, at + 4, group);
      float min = dmin * minimum(in, at + 4, group);
      int codes = at + 48 + group / 2 * 32;
      int shift = group % 2 * 4;
      int bits = at + 16;
      int to = i + 32 * group;
      for (int j = 0; j < 32; j++) {
        int q = ((in[codes + j] >> shift) & 15) | ((in[bits + j] >> group) & 1) << 4;
        out[to + j] = scale * q - min;
      }
    }
  }

  private static int scale(byte[] in, int at, int group) {
    return group < 4
        ? in[at + group] & 63
        : (in[at + 4 + group] & 15) | ((in[at + group - 4] >> 6) & 3) << 4;
  }

  private static int minimum(byte[] in, int at, int group) {
    return group < 4
        ? in[at + 4 + group] & 63
        : ((in[at + 4 + group] >> 4) & 15) | ((in[at + group] >> 6) & 3) << 4;
  }

  /** 128 bytes of low nibbles, 64 of high pairs, sixteen signed 8-bit scales, d; groups of 16. */
  static void q6k(byte[] in, int at, float[] out, int i) {
    float d = GgufBlocks.half(in, at + 208);
    for (int group = 0; group < 16; group++) {
      float scale = d * in[at + 192 + group];
      int low = at + group / 8 * 64 + group % 4 * 16;
      int lowShift = group / 4 % 2 * 4;
      int high = at + 128 + pairs(group);
      int highShift = group / 2 % 4 * 2;
      int to = i + 16 * group;
      for (int j = 0; j < 16; j++) {
        int q = ((in[low + j] >> lowShift) & 15) | ((in[high + j] >> highShift) & 3) << 4;
        out[to + j] = scale * (q - 32);
      }
    }
  }

  /** d, eight 6-bit scales in two parts, 128 bytes of codes; groups of 32. */
  static void iq4xs(byte[] in, int at, float[] out, int i) {
    float d = GgufBlocks.half(in, at);
    for (int group = 0; group < 8; group++) {
      int low = (in[at + 4 + group / 2] >> (group % 2 * 4)) & 15;
      int high = (in[at + 2 + group / 4] >> (group % 4 * 2)) & 3;
      float scale = d * ((low | high << 4) - 32);
      GgufBlocks.steps(in, at + 8 + 16 * group, out, i + 32 * group, scale);
    }
  }
}
