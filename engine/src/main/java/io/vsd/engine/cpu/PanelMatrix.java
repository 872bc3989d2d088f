package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;

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
}
