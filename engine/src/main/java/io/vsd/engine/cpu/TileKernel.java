package io.vsd.engine.cpu;

/** Multiplies a fixed number of rows with a fixed number of panels. */
@FunctionalInterface
interface TileKernel {
  void run(Tile tile);
}
