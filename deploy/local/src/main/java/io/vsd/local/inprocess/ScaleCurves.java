package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftSession;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.model.WeightTimes;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    rows();
    draft.ifPresent(this::draft);
    sessions();
    contexts();
  }

  /** Forwards, their linear layers alone, and reading the weights, in turns: they are compared. */
  private void rows() {
    Optional<WeightTimes> weights = target.weightTimes();
    Map<ObjectNode, DoubleSupplier> timed = new LinkedHashMap<>();
    try (KvSlot slot = filled(CONTEXT)) {
      for (int rows : ROWS) {
        timed.put(point("rows", rows), () -> forward(List.of(slot), rows));
      }
      weights.ifPresent(
          times -> {
            for (int rows : LINEAR_ROWS) {
              timed.put(point("linear", rows), () -> times.linearMillis(rows));
            }
            timed.put(point("read", 0).put("bytes", times.bytes()), times::readMillis);
          });
      List<Double> medians = medians(List.copyOf(timed.values()));
      int next = 0;
      for (ObjectNode point : timed.keySet()) {
        out.say(point.deepCopy().put("millis", medians.get(next++)));
      }
    }
  }

  private void sessions() {
    List<KvSlot> slots = new ArrayList<>();
    try {
      while (slots.size() < SESSIONS[SESSIONS.length - 1]) {
        slots.add(filled(CONTEXT));
      }
      List<DoubleSupplier> timed = new ArrayList<>();
      for (int sessions : SESSIONS) {
        timed.add(() -> forward(slots.subList(0, sessions), 1));
      }
      List<Double> medians = medians(timed);
      for (int i = 0; i < SESSIONS.length; i++) {
        out.say(point("sessions", SESSIONS[i]).put("millis", medians.get(i)));
      }
    } finally {
      slots.forEach(KvSlot::close);
    }
  }

  /** A chain of one node takes the draft's head only, each further node a forward and the head. */
  private void draft(DraftModel draft) {
    int[] tokens = tokens(CONTEXT);
    TreeDrafter drafter = new TreeDrafter(Set.of(ExpertKind.NETWORK));
    TreeShape one = new TreeShape(1, 1, 1);
    TreeShape chain = new TreeShape(1 + DEPTHS, 1 + DEPTHS, 1);
    try (DraftSession session = draft.openSession(CONTEXT);
        KvSlot slot = target.openSlot(CONTEXT);
        TreeForward forward = target.prefill(slot, tokens)) {
      int[] all = IntStream.range(0, forward.rows()).toArray();
      int[] last = Arrays.copyOfRange(tokens, CONTEXT - all.length, CONTEXT);
      session.extend(last, forward.features(all));
      List<Double> medians =
          medians(
              List.of(
                  () -> propose(drafter, session, one), () -> propose(drafter, session, chain)));
      double depth = (medians.get(1) - medians.get(0)) / DEPTHS;
      out.say(point("draft-depth", 1).put("millis", depth));
    }
  }

  private static double propose(TreeDrafter drafter, DraftSession session, TreeShape shape) {
    long start = System.nanoTime();
    drafter.propose(
        session, shape, RoundCosts.nothing(), SamplingParameters.greedy(), CONTEXT + 1L);
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
        List<Double> medians =
            medians(
                List.of(() -> forward(List.of(slot), 1), () -> forward(List.of(slot), TREE_ROWS)));
        out.say(point("context", context).put("millis", medians.get(0)));
        out.say(point("context-tree", context).put("millis", medians.get(1)));
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

  /** Medians of what is timed in turns, so that a drift of the machine falls on all alike. */
  private List<Double> medians(List<DoubleSupplier> timed) {
    double[][] millis = new double[timed.size()][repeats];
    for (int turn = -repeats; turn < repeats; turn++) {
      for (int i = 0; i < timed.size(); i++) {
        double seen = timed.get(i).getAsDouble();
        if (turn >= 0) {
          millis[i][turn] = seen;
        }
      }
    }
    return Arrays.stream(millis).map(this::median).toList();
  }

  private double median(double[] millis) {
    Arrays.sort(millis);
    return (millis[(repeats - 1) / 2] + millis[repeats / 2]) / 2;
  }

  private static ObjectNode point(String curve, int x) {
    return JsonLines.event("point").put("curve", curve).put("x", x);
  }
}
