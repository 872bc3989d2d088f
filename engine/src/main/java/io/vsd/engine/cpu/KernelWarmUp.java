package io.vsd.engine.cpu;

import io.vsd.engine.cpu.TileShape.Use;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls kernels with small inputs until the JIT compiler has made machine code of them, on a thread
 * of its own while weights are read. Before that a kernel is some hundred times slower, and one
 * that is met in the middle of a forward stalls it.
 */
final class KernelWarmUp {
  /** After which what is not compiled yet is left to the forwards. */
  private static final Duration BUDGET = Duration.ofSeconds(3);

  /** Calls in a row between two looks at the other kernels. */
  private static final int CALLS = 16;

  /** Few, since what counts is how often a kernel is called. */
  private static final int INPUTS = 8;

  /** Compiled code takes a tenth of it for one operation on vectors, other code ten times more. */
  private static final double NANOS_AN_OPERATION = 5;

  /** What a call takes beside its operations. */
  private static final double NANOS_A_CALL = 500;

  /** Between two rounds of calls: the compiler needs the core more. */
  private static final long PAUSE_NANOS = 3_000_000;

  private static final int ROW = 8 * RowKernels.PARTS;

  /**
   * Something to be compiled.
   *
   * @param operations on vectors, about, of one call
   */
  private record Kernel(int operations, Runnable call) {

    /** Whether its calls are as fast as compiled code. */
    boolean isFast() {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      double nanos = (double) (System.nanoTime() - start) / CALLS;
      return nanos < NANOS_A_CALL + operations * NANOS_AN_OPERATION;
    }
  }

  private KernelWarmUp() {}

  /**
   * Begins with the kernels that networks use.
   *
   * @param forms of their linear layers' weights
   * @param layout of their keys and values
   * @return done when all are compiled or the time is up
   */
  static CompletableFuture<Void> begin(Set<WeightForm> forms, KvLayout layout) {
    if (Lanes.SCALAR) {
      // Plain loops: they are compiled within a forward's first layers.
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("vsd-cpu-warm-up")
        .daemon()
        .start(
            () -> {
              try (Arena arena = Arena.ofShared()) {
                run(kernels(forms, layout, arena));
                done.complete(null);
              } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private static void run(Collection<Kernel> kernels) {
    List<Kernel> slow = new ArrayList<>(kernels);
    long deadline = System.nanoTime() + BUDGET.toNanos();
    while (!slow.isEmpty() && System.nanoTime() < deadline) {
      slow.removeIf(Kernel::isFast);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static List<Kernel> kernels(Set<WeightForm> forms, KvLayout layout, Arena arena) {
    List<Kernel> kernels = new ArrayList<>(rows());
    for (int rows = 1; rows <= TilePlan.MOST_HEIGHT; rows++) {
      int panels = TilePlan.of(rows).panels();
      for (WeightForm form : forms) {
        kernels.add(tile(new TileShape(form, rows, panels, TilePlan.STREAMS, Use.LINEAR), arena));
      }
    }
    for (int queries = 1; queries <= Attention.TILE_QUERIES; queries++) {
      kernels.add(tile(Attention.shape(queries, KvLayout.POSITIONS, Use.SCORES), arena));
      kernels.add(tile(Attention.shape(queries, layout.valueWidth(), Use.MIXTURE), arena));
    }
    return kernels;
  }

  private static List<Kernel> rows() {
    float[] row = new float[2 * ROW];
    float[] out = new float[ROW];
    float[] parts = new float[RowKernels.PARTS];
    int vectors = ROW / Lanes.COUNT;
    // An exponential takes about twenty operations.
    return List.of(
        new Kernel(3 * vectors, () -> Kernels.ROWS.addSquares(row, 0, ROW, parts)),
        new Kernel(2 * vectors, () -> Kernels.ROWS.max(row, 0, ROW)),
        new Kernel(25 * vectors, () -> Kernels.ROWS.exponentials(row, 0, ROW, 1, parts)),
        new Kernel(30 * vectors, () -> Kernels.ROWS.gate(row, 0, ROW, out, 0)));
  }

  private static Kernel tile(TileShape shape, Arena arena) {
    int width = 2 * Lanes.COUNT * shape.panels();
    int lineBytes = 2 * Lanes.COUNT * shape.form().bytes();
    MemorySegment weights = arena.allocate((long) INPUTS * lineBytes * shape.panels(), 64);
    Tile tile = new Tile();
    tile.weights = weights;
    tile.lineBytes = lineBytes;
    tile.streamBytes = (long) INPUTS / shape.streams() * lineBytes;
    tile.panelBytes = (long) INPUTS * lineBytes;
    tile.inputs = INPUTS;
    tile.x = new float[INPUTS * shape.rows()];
    tile.xStride = INPUTS;
    tile.y = new float[shape.rows() * width];
    tile.yStride = width;
    TileKernel kernel = Kernels.tile(shape);
    // For each input: the panels' lines are read and decoded, then each row adds its products.
    int operations = INPUTS * shape.panels() * (6 + 2 * shape.rows());
    return new Kernel(operations, () -> kernel.run(tile));
  }
}
