package io.vsd.engine.draft;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ProjectionBiases;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Cost of a draft of SmolLM2-135M's dimensions (8,192 draft tokens, random weights) at context 300,
 * in ms, wall and the thread's own CPU time (which other load disturbs less): one depth by rows,
 * one extension, one whole tree. Arguments: threads, precision.
 */
public final class DraftBenchmark {

  private static final int HIDDEN = 576;
  private static final int CONTEXT = 300;
  private static final int RUNS = 200;

  private DraftBenchmark() {}

  /** Prints the medians. */
  public static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    Precision precision = args.length > 1 ? Precision.valueOf(args[1]) : Precision.STORED;
    ModelConfig target =
        new ModelConfig(
            "llama",
            30,
            HIDDEN,
            1536,
            9,
            3,
            64,
            49_152,
            8192,
            100_000,
            1e-5,
            true,
            ProjectionBiases.NONE,
            false,
            new int[] {2},
            OptionalInt.empty(),
            null);
    int[] vocabulary = IntStream.range(0, 8192).toArray();
    DeviceOptions options = DeviceOptions.cpu(precision, threads);
    try (DraftModel model =
            Backends.draft(
                TinyDraft.checkpoint(target, vocabulary, 1),
                TargetEmbedding.of(new float[target.vocabSize() * HIDDEN], HIDDEN),
                options);
        DraftSession session = model.openSession(8192)) {
      session.extend(new int[CONTEXT], TinyDraft.features(CONTEXT, HIDDEN, 1));
      for (int rows : new int[] {1, 2, 4, 8}) {
        print("depth of " + rows + " rows", () -> depth(session, rows));
      }
      byte[] two = TinyDraft.features(2, HIDDEN, 2);
      print("extension by 2 rows", () -> session.extend(new int[2], two));
      for (double temperature : new double[] {0, 1}) {
        SamplingParameters p = new SamplingParameters(temperature, 1, 0, 3);
        for (TreeShape shape : new TreeShape[] {new TreeShape(4, 4, 4), new TreeShape(8, 4, 4)}) {
          print(
              "T=%s tree of %d, depth %d"
                  .formatted(temperature, shape.maxNodes(), shape.maxDepth()),
              () ->
                  new TreeDrafter()
                      .propose(session, shape, RoundCosts.nothing(), p, session.committed() + 1L));
        }
      }
    }
  }

  private static void depth(DraftSession session, int rows) {
    try (DraftRows tree = session.startTree()) {
      tree.expand(IntStream.range(0, rows).toArray(), new int[rows]);
      tree.rank(Ranking.byProbability(), 4);
    }
  }

  private static void print(String what, Runnable step) {
    for (int i = 0; i < 50; i++) {
      step.run();
    }
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long[] wall = new long[RUNS];
    long[] cpu = new long[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      long startCpu = thread.getCurrentThreadCpuTime();
      step.run();
      cpu[i] = thread.getCurrentThreadCpuTime() - startCpu;
      wall[i] = System.nanoTime() - start;
    }
    Arrays.sort(wall);
    Arrays.sort(cpu);
    System.out.printf(
        "%-28s wall %6.2f (p10 %6.2f, p90 %6.2f)  own cpu %6.2f (p10 %6.2f)%n",
        what, ms(wall, 5), ms(wall, 1), ms(wall, 9), ms(cpu, 5), ms(cpu, 1));
  }

  private static double ms(long[] sortedNanos, int tenth) {
    return sortedNanos[RUNS * tenth / 10] / 1e6;
  }
}
