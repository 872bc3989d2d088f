package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;

/**
 * What a {@link TileKernel} is called with; each thread has its own and fills it anew for every
 * call. The fields are read by kernels that are made at run time, see {@link TileCompiler}.
 */
final class Tile {
  /** Panels: {@code streams} runs of lines each. */
  MemorySegment weights = MemorySegment.ofArray(new int[0]);

  /** Where the first panel begins, bytes. */
  long first;

  /** Bytes between panels. */
  long panelBytes;

  /** Bytes between the runs of a panel. */
  long streamBytes;

  /** Bytes between the lines of a run. */
  long lineBytes;

  /** Inputs to sum over. */
  int inputs;

  /** Rows' inputs from {@link #xFrom} on; rows lie {@link #xStride} apart unless packed. */
  float[] x = new float[0];

  int xFrom;
  int xStride;

  /** Sums of the first row from {@link #yFrom} on, of the next {@link #yStride} further. */
  float[] y = new float[0];

  int yFrom;
  int yStride;
}
