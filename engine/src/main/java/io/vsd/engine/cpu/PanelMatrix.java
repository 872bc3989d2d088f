package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The weights of a linear layer, [out, in], in panels of {@code 2 * lanes} outputs. A panel has one
 * line for each input: in the 16-bit forms {@code lanes} ints, of which lane j holds output j in
 * its low and output j + lanes in its high half; in fp32 two vectors. Outputs that a last panel has
 * beyond {@code out} are zeros.
 *
 * <p>A panel's lines lie in {@code streams} runs, input k in run k mod streams: a core fetches
 * ahead in each run by itself, and one alone does not reach the memory's speed.
 *
 * <p>F16 becomes fp32 by shifts that leave a value times 2^-112, so inputs come multiplied by
 * {@link #inputScale} and sums go back by {@link #outputScale}. Both are powers of two: no bit
 * changes.
 *
 * @param form of the weights
 * @param in inputs
 * @param out outputs
 * @param lanes floats of a vector
 * @param streams runs of a panel's lines, a power of two
 * @param inputScale what inputs are multiplied by
 * @param outputScale what sums are multiplied by
 * @param data all panels, one after the other
 */
record PanelMatrix(
    WeightForm form,
    int in,
    int out,
    int lanes,
    int streams,
    float inputScale,
    float outputScale,
    MemorySegment data) {

  /** The same matrix in this memory. */
  PanelMatrix with(MemorySegment panels) {
    return new PanelMatrix(form, in, out, lanes, streams, inputScale, outputScale, panels);
  }

  /** Outputs of a panel. */
  int width() {
    return 2 * lanes;
  }

  /** Panels; the last one may reach beyond {@link #out}. */
  int panels() {
    return (out + width() - 1) / width();
  }

  /** Bytes of a line: one input's weights of all outputs of a panel. */
  int lineBytes() {
    return width() * form.bytes();
  }

  /** Bytes between the runs of a panel. */
  long streamBytes() {
    return (long) (in + streams - 1) / streams * lineBytes();
  }

  /** Bytes of a panel. */
  long panelBytes() {
    return streams * streamBytes();
  }

  /** Where the line of an input lies. */
  long line(int panel, int input) {
    return panel * panelBytes()
        + (input & (streams - 1)) * streamBytes()
        + (long) (input / streams) * lineBytes();
  }

  /** Reads an output's weights back, exactly: a row of an embedding. */
  void row(int output, float[] to, int at) {
    int panel = output / width();
    int lane = output % width();
    float back = inputScale * outputScale;
    for (int k = 0; k < in; k++) {
      long line = line(panel, k);
      to[at + k] =
          form == WeightForm.F32
              ? data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, line + 4L * lane)
              : half(line, lane) * back;
    }
  }

  private float half(long line, int lane) {
    int bits = data.get(ValueLayout.JAVA_INT_UNALIGNED, line + 4L * (lane % lanes));
    return lane < lanes ? HalfBits.low(form, bits) : HalfBits.high(form, bits);
  }
}
