package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftSession;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TreeShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Times of a target's forwards over rows, positions of context, and sequences. Each point is the
 * median of its repeats behind as many that do not count; tokens are random, with a fixed seed.
 */
final class ScaleCurves {
  private static final int[] ROWS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
  private static final int[] LINEAR_ROWS = {1, 4, 8};
  private static final int[] CONTEXTS = {128, 256, 512, 1024, 2048, 4096, 8192};
  private static final int[] SESSIONS = {1, 2, 4, 8, 16};
  private static final int CONTEXT = 256;
  private static final int TREE_ROWS = 4;

  /** Depths of a drafted chain behind its first; their mean is a depth's cost. */
  private static final int DEPTHS = 8;

  private final TargetModel target;
  private final int repeats;
  private final JsonLines out;
  private final SplittableRandom random = new SplittableRandom(1);

  ScaleCurves(TargetModel target, int repeats, JsonLines out) {
    this.target = target;
    this.repeats = repeats;
    this.out = out;
  }

  void measure(Optional<DraftModel> draft) {
    weights();
    rows();
    draft.ifPresent(this::draft);
    sessions();
    contexts();
  }

  private void weights() {
    target
        .weightTimes()
        .ifPresent(
            times -> {
              for (int rows : LINEAR_ROWS) {
                out.say(say("linear", rows, median(() -> times.linearMillis(rows))));
              }
              ObjectNode read = say("read", 0, median(times::readMillis));
              out.say(read.put("bytes", times.bytes()));
            });
  }

  private void rows() {
    try (KvSlot slot = filled(CONTEXT)) {
      for (int rows : ROWS) {
        out.say(say("rows", rows, median(() -> forward(List.of(slot), rows))));
      }
    }
  }

  private void sessions() {
    List<KvSlot> slots = new ArrayList<>();
    try {
      for (int sessions : SESSIONS) {
        while (slots.size() < sessions) {
          slots.add(filled(CONTEXT));
        }
        out.say(say("sessions", sessions, median(() -> forward(slots, 1))));
      }
    } finally {
      slots.forEach(KvSlot::close);
    }
  }

  /** A chain of one node takes the draft's head only, each further node a forward and the head. */
  private void draft(DraftModel draft) {
    int[] tokens = tokens(CONTEXT);
    TreeDrafter drafter = new TreeDrafter();
    TreeShape one = new TreeShape(1, 1, 1, 1);
    TreeShape chain = new TreeShape(1 + DEPTHS, 1 + DEPTHS, 1, 1);
    try (DraftSession session = draft.openSession(CONTEXT);
        KvSlot slot = target.openSlot(CONTEXT);
        TreeForward forward = target.prefill(slot, tokens)) {
      int[] all = IntStream.range(0, forward.rows()).toArray();
      int[] last = Arrays.copyOfRange(tokens, CONTEXT - all.length, CONTEXT);
      session.extend(last, forward.features(all));
      double least = median(() -> propose(drafter, session, one));
      double most = median(() -> propose(drafter, session, chain));
      out.say(say("draft-depth", 1, (most - least) / DEPTHS));
    }
  }

  private static double propose(TreeDrafter drafter, DraftSession session, TreeShape shape) {
    long start = System.nanoTime();
    drafter.propose(session, shape, SamplingParameters.greedy(), CONTEXT + 1L);
    return (System.nanoTime() - start) / 1e6;
  }

  private void contexts() {
    int most = target.maxPositions() - TREE_ROWS;
    try (KvSlot slot = target.openSlot(target.maxPositions())) {
      for (int context : CONTEXTS) {
        if (context - TREE_ROWS > most) {
          return;
        }
        fill(slot, Math.min(context, most));
        out.say(say("context", context, median(() -> forward(List.of(slot), 1))));
        out.say(say("context-tree", context, median(() -> forward(List.of(slot), TREE_ROWS))));
      }
    }
  }

  private KvSlot filled(int context) {
    KvSlot slot = target.openSlot(Math.min(target.maxPositions(), 2 * context));
    fill(slot, context);
    return slot;
  }

  private void fill(KvSlot slot, int context) {
    int[] tokens = tokens(context - slot.length());
    target.prefill(slot, tokens).close();
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, target.config().vocabSize()).toArray();
  }

  private double forward(List<KvSlot> slots, int rows) {
    List<RowRequest> requests =
        slots.stream().map(slot -> RowRequest.chain(slot, tokens(rows), 0)).toList();
    long start = System.nanoTime();
    List<TreeForward> forwards = target.forward(requests);
    double millis = (System.nanoTime() - start) / 1e6;
    forwards.forEach(TreeForward::close);
    return millis;
  }

  private double median(DoubleSupplier timed) {
    for (int i = 0; i < repeats; i++) {
      double _ = timed.getAsDouble();
    }
    double[] millis = IntStream.range(0, repeats).mapToDouble(i -> timed.getAsDouble()).toArray();
    Arrays.sort(millis);
    return (millis[(repeats - 1) / 2] + millis[repeats / 2]) / 2;
  }

  private static ObjectNode say(String curve, int x, double millis) {
    return JsonLines.event("point").put("curve", curve).put("x", x).put("millis", millis);
  }
}
