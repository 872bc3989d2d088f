package io.vsd.engine.training;

/**
 * The baseline objective: cross entropy against the target's law at every unrolled step, step j
 * weighing {@code stepDecay^j}, averaged over the predictions of step 0. The law is its recorded
 * top-K renormalised, of which the draft's vocabulary carries its share; where none was recorded it
 * is the token that the target chose.
 */
final class DistillationTargets {

  private final DraftIds vocabulary;
  private final double stepDecay;

  DistillationTargets(DraftIds vocabulary, double stepDecay) {
    this.vocabulary = vocabulary;
    this.stepDecay = stepDecay;
  }

  RowTargets build(TrainingLayout layout) {
    int width = 1;
    for (TrainingLayout.Span span : layout.spans()) {
      for (int[] law : span.sequence().lawTokens()) {
        width = Math.max(width, law.length);
      }
    }
    RowTargets targets = new RowTargets(layout.predictions(), width);
    double base = 1.0 / layout.stepRows()[0];
    double[] scale = new double[layout.steps()];
    for (int j = 0; j < scale.length; j++) {
      scale[j] = base * Math.pow(stepDecay, j);
    }
    layout.forEach(
        (row, b, a, step) ->
            fill(targets, row, layout.sequence(b), layout.position(b, a, step), scale[step]));
    return targets;
  }

  private void fill(
      RowTargets targets, int row, TrainingSequence sequence, int position, double scale) {
    int[] law = sequence.lawTokensAt(position);
    if (law.length == 0) {
      int id = vocabulary.draftId(sequence.tokens()[position]);
      targets.top(row, id);
      targets.put(row, 0, id, id < 0 ? 0 : scale);
      return;
    }
    float[] logProbs = sequence.lawLogProbsAt(position);
    double mass = 0;
    int best = 0;
    for (int k = 0; k < law.length; k++) {
      mass += Math.exp(logProbs[k]);
      best = logProbs[k] > logProbs[best] ? k : best;
    }
    targets.top(row, vocabulary.draftId(law[best]));
    for (int k = 0; k < law.length; k++) {
      int id = vocabulary.draftId(law[k]);
      if (id >= 0) {
        targets.put(row, k, id, scale * Math.exp(logProbs[k]) / mass);
      }
    }
  }
}
