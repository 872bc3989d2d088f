package io.vsd.engine.training;

import io.vsd.engine.objective.AcceptanceOmegas;
import io.vsd.engine.objective.ContextWeights;
import io.vsd.engine.objective.DrawnPaths;
import io.vsd.engine.objective.PathContext;
import io.vsd.engine.objective.PathWeighting;
import io.vsd.engine.objective.TargetLaw;
import java.util.SplittableRandom;

/**
 * Targets of the objectives that weigh drawn paths. Every query row is a context, a round that
 * could have started there; its continuation is the recorded text for as many tokens as the draft
 * is unrolled.
 *
 * <p>The paper states the bound that this climbs; the estimators are ours. E-step: S paths are
 * drawn from the current draft as a trie along the recorded text, which is the replay oracle: a
 * path is accepted while it follows the text, so all that its tokens ever see is recorded text, and
 * one unrolled forward serves all S paths of all contexts. Where the target was greedy the oracle
 * is a point mass and nothing is drawn: the exact weights {@link AcceptanceOmegas#raoBlackwell}
 * take the paths' place. M-step: weighted likelihood at the same rows, the law's head and its rest
 * included. The acceptance rate at a depth is that of the batch, so a step needs no state besides
 * the weights.
 */
final class PathTargets {

  private final DraftIds ids;
  private final PathWeighting weighting;
  private final boolean exactWhereGreedy;

  PathTargets(DraftIds ids, PathWeighting weighting, boolean exactWhereGreedy) {
    this.ids = ids;
    this.weighting = weighting;
    this.exactWhereGreedy = exactWhereGreedy;
  }

  /** S, at least one, so that the arrays have a column. */
  int draws() {
    return Math.max(1, weighting.paths());
  }

  /** What the forward without gradients is asked: log q of the recorded tokens. */
  RowTargets questions(TrainingLayout layout) {
    RowTargets questions = new RowTargets(layout.predictions(), 1);
    layout.forEach(
        (row, b, a, step) -> {
          int token = layout.sequence(b).tokens()[layout.position(b, a, step)];
          questions.put(row, 0, ids.draftId(token), 0);
        });
    return questions;
  }

  /** [R, S] uniform numbers, a function of the seed. */
  float[] uniforms(TrainingLayout layout, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[layout.predictions() * draws()];
    for (int i = 0; i < out.length; i++) {
      out[i] = random.nextFloat();
    }
    return out;
  }

  RowTargets build(TrainingLayout layout, RowTargets questions, Draws draws) {
    double[] logProbs = logProbs(questions, draws);
    Evidence evidence = new Evidence(logProbs, acceptance(layout, logProbs), draws);
    RowTargets targets = new RowTargets(layout.predictions(), width(layout));
    double scale = 1.0 / layout.stepRows()[0];
    layout.forEach(
        (row, b, a, step) -> {
          top(targets, row, layout.sequence(b), layout.position(b, a, step));
          if (step == 0) {
            Context context = new Context(layout, b, a);
            weigh(context, evidence, targets, scale);
          }
        });
    return targets;
  }

  /** What the forward without gradients said: log q of recorded tokens, rates by depth, draws. */
  private record Evidence(double[] logProbs, double[] acceptance, Draws draws) {}

  /** A round start: query row a of text b. */
  private record Context(TrainingLayout layout, int b, int a) {
    TrainingSequence sequence() {
      return layout.sequence(b);
    }

    int depth() {
      return Math.min(layout.steps(), sequence().predictions() - a);
    }

    int row(int depth) {
      return layout.row(b, a, depth);
    }

    int token(int depth) {
      return sequence().tokens()[layout.position(b, a, depth)];
    }
  }

  private void weigh(Context context, Evidence evidence, RowTargets targets, double scale) {
    int depth = context.depth();
    int[] continuation = new int[depth];
    double[] draft = new double[depth];
    double[] target = new double[depth];
    double[] rates = new double[depth];
    TargetLaw[] laws = new TargetLaw[depth];
    for (int t = 0; t < depth; t++) {
      int position = context.layout().position(context.b(), context.a(), t);
      continuation[t] = context.token(t);
      draft[t] = evidence.logProbs()[context.row(t)];
      rates[t] = evidence.acceptance()[t];
      laws[t] = law(context.sequence(), position);
      target[t] = logProb(laws[t], continuation[t]);
    }
    boolean exact = exactWhereGreedy && context.sequence().sampling().temperature() == 0;
    DrawnPaths paths = exact ? DrawnPaths.none() : paths(context, evidence.draws());
    ContextWeights weights =
        weighting.weigh(
            new PathContext(continuation, draft, target, laws, rates, paths, ids.size()));
    double[] omegas = exact ? AcceptanceOmegas.raoBlackwell(draft) : new double[depth];
    for (int t = 0; t < depth; t++) {
      put(targets, context.row(t), weights, t, scale);
      targets.add(context.row(t), ids.draftId(continuation[t]), scale * omegas[t]);
    }
  }

  private void put(RowTargets targets, int row, ContextWeights weights, int t, double scale) {
    int[] tokens = weights.tokens()[t];
    for (int k = 0; k < tokens.length; k++) {
      int id = ids.draftId(tokens[k]);
      targets.put(row, k, id, id < 0 ? 0 : scale * weights.weights()[t][k]);
    }
    targets.rest(row, weights.heads()[t], scale * weights.rest()[t]);
  }

  private DrawnPaths paths(Context context, Draws draws) {
    int count = weighting.paths();
    int[] accepted = new int[count];
    int[] rejected = new int[count];
    for (int s = 0; s < count; s++) {
      rejected[s] = -1;
      for (int t = 0; t < context.depth(); t++) {
        int drawn = ids.targetId(draws.drawn(context.row(t), s));
        if (drawn != context.token(t)) {
          rejected[s] = drawn;
          break;
        }
        accepted[s]++;
      }
    }
    return new DrawnPaths(accepted, rejected);
  }

  private static TargetLaw law(TrainingSequence sequence, int position) {
    int[] tokens = sequence.lawTokensAt(position);
    if (tokens.length == 0) {
      return new TargetLaw(new int[] {sequence.tokens()[position]}, new double[] {0});
    }
    float[] logs = sequence.lawLogProbsAt(position);
    double[] logProbs = new double[tokens.length];
    for (int k = 0; k < logProbs.length; k++) {
      logProbs[k] = logs[k];
    }
    return new TargetLaw(tokens, logProbs);
  }

  /** log p of a token; one outside the head gets the rest, at least 1e-6. */
  private static double logProb(TargetLaw law, int token) {
    for (int k = 0; k < law.tokenIds().length; k++) {
      if (law.tokenIds()[k] == token) {
        return law.logProbs()[k];
      }
    }
    return Math.log(Math.max(law.rest(), 1e-6));
  }

  private static double[] logProbs(RowTargets questions, Draws draws) {
    double[] out = new double[questions.rows()];
    for (int r = 0; r < out.length; r++) {
      out[r] = questions.ids()[r] < 0 ? Double.NEGATIVE_INFINITY : draws.logProb(r);
    }
    return out;
  }

  /** The draft's chance of the recorded token at each depth, given that it came that far. */
  private static double[] acceptance(TrainingLayout layout, double[] logProbs) {
    double[] reached = new double[layout.steps()];
    double[] passed = new double[layout.steps()];
    layout.forEach(
        (row, b, a, step) -> {
          double log = 0;
          for (int t = 0; t < step; t++) {
            log += logProbs[layout.row(b, a, t)];
          }
          reached[step] += Math.exp(log);
          passed[step] += Math.exp(log + logProbs[row]);
        });
    double[] rates = new double[reached.length];
    for (int t = 0; t < rates.length; t++) {
      rates[t] = reached[t] == 0 ? 0 : passed[t] / reached[t];
    }
    return rates;
  }

  private void top(RowTargets targets, int row, TrainingSequence sequence, int position) {
    int[] law = sequence.lawTokensAt(position);
    targets.top(row, ids.draftId(law.length == 0 ? sequence.tokens()[position] : law[0]));
  }

  /** Law, one recorded token, and one rejected token a path. */
  private int width(TrainingLayout layout) {
    int law = 1;
    for (TrainingLayout.Span span : layout.spans()) {
      for (int[] tokens : span.sequence().lawTokens()) {
        law = Math.max(law, tokens.length);
      }
    }
    return law + 1 + weighting.paths();
  }
}
