package io.vsd.engine.cpu;

import io.vsd.engine.model.WeightTimes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The decoder's linear layers by themselves. */
final class DecoderTimes implements WeightTimes {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Runs of a chunk that are read side by side, for the same reason as a panel's. */
  private static final int RUNS = 4;

  private final List<Linear> linears = new ArrayList<>();
  private final Team team;
  private final AtomicLong seen = new AtomicLong();

  DecoderTimes(DecoderWeights weights, Team team) {
    this.team = team;
    for (DecoderLayer layer : weights.layers()) {
      linears.add(layer.queryKeyValue());
      linears.add(layer.output());
      linears.add(layer.gateUp());
      linears.add(layer.down());
    }
    linears.add(weights.head());
  }

  @Override
  public long bytes() {
    return linears.stream().mapToLong(Linear::bytes).sum();
  }

  @Override
  public double readMillis() {
    long start = System.nanoTime();
    for (Linear linear : linears) {
      MemorySegment data = linear.weights();
      int chunks = Math.toIntExact((data.byteSize() + CHUNK_BYTES - 1) / CHUNK_BYTES);
      team.workers().run(chunks, (chunk, worker) -> read(data, (long) chunk * CHUNK_BYTES));
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private void read(MemorySegment data, long from) {
    long run = Math.min(CHUNK_BYTES, data.byteSize() - from) / RUNS / Long.BYTES * Long.BYTES;
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    for (long at = from; at < from + run; at += Long.BYTES) {
      a |= data.get(ValueLayout.JAVA_LONG, at);
      b |= data.get(ValueLayout.JAVA_LONG, at + run);
      c |= data.get(ValueLayout.JAVA_LONG, at + 2 * run);
      d |= data.get(ValueLayout.JAVA_LONG, at + 3 * run);
    }
    // Kept, so that nobody leaves the reading out.
    seen.set(a | b | c | d);
  }

  @Override
  public double linearMillis(int rows) {
    int widest = linears.stream().mapToInt(l -> Math.max(l.in(), l.out())).max().orElseThrow();
    float[] x = new float[rows * widest];
    float[] y = new float[rows * widest];
    Arrays.fill(x, 0.5f);
    long start = System.nanoTime();
    for (Linear linear : linears) {
      linear.apply(team, x, rows, y);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
