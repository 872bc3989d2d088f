package io.vsd.engine.cpu;

/**
 * What a kernel is made for.
 *
 * @param form of the panels' weights
 * @param rows that share a reading of the panels
 * @param panels that are read side by side
 * @param streams runs of a panel's lines, a power of two
 */
record TileShape(WeightForm form, int rows, int panels, int streams) {}
