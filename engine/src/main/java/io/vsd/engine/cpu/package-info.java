/**
 * The engine for CPUs in plain Java: networks on kernels that read weights at the speed of memory
 * and give the same bits on every machine.
 *
 * <p>Every sum has one order: a product of a row and a matrix adds in the order of inputs, a norm
 * in sixteen fixed partial sums, attention in the order of positions. Lanes of a vector are
 * outputs, positions or dimensions and are never summed across, and only IEEE operations are used
 * (add, multiply, fused multiply-add, divide, square root), so neither the number of rows, of
 * threads or of sessions beside a row nor the width of vectors or the kind of processor changes a
 * bit of it. Matrices lie in panels outside the heap ({@link io.vsd.engine.cpu.PanelMatrix}); what
 * a forward computes in lies in buffers that the next one uses again.
 */
@NullMarked
package io.vsd.engine.cpu;

import org.jspecify.annotations.NullMarked;
