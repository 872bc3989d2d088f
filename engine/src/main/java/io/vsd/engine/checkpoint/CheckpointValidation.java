package io.vsd.engine.checkpoint;

import io.vsd.engine.checkpoint.CheckpointProblem.AbsoluteDraftVocabulary;
import io.vsd.engine.checkpoint.CheckpointProblem.DimensionMismatch;
import io.vsd.engine.checkpoint.CheckpointProblem.DraftTokenOutOfRange;
import io.vsd.engine.checkpoint.CheckpointProblem.DraftVocabularyMismatch;
import io.vsd.engine.checkpoint.CheckpointProblem.DuplicateDraftToken;
import io.vsd.engine.checkpoint.CheckpointProblem.FeatureLayersMismatch;
import io.vsd.engine.checkpoint.CheckpointProblem.MaskDisagrees;
import io.vsd.engine.checkpoint.CheckpointProblem.MissingTensor;
import io.vsd.engine.checkpoint.CheckpointProblem.NotFinite;
import io.vsd.engine.checkpoint.CheckpointProblem.OtherTarget;
import io.vsd.engine.checkpoint.CheckpointProblem.PositionLimit;
import io.vsd.engine.checkpoint.CheckpointProblem.TokenizerMismatch;
import io.vsd.engine.checkpoint.CheckpointProblem.UnknownTensor;
import io.vsd.engine.checkpoint.CheckpointProblem.WrongShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds every fault of a checkpoint before a model is built from it. */
final class CheckpointValidation {

  private final DraftCheckpoint checkpoint;
  private final TargetIdentity target;
  private final List<CheckpointProblem> problems = new ArrayList<>();

  CheckpointValidation(DraftCheckpoint checkpoint, TargetIdentity target) {
    this.checkpoint = checkpoint;
    this.target = target;
  }

  List<CheckpointProblem> problems() {
    problems.clear();
    dimensions();
    if (checkpoint.hasNetwork()) {
      weights();
      strangers();
      vocabulary();
    }
    identity();
    return List.copyOf(problems);
  }

  private void dimensions() {
    DraftConfig c = checkpoint.config();
    expect("hidden_size", target.config().hiddenSize(), c.hiddenSize());
    expect("hidden_size of the manifest", target.config().hiddenSize(), manifest().hiddenSize());
    expect("vocab_size", target.config().vocabSize(), c.vocabSize());
  }

  private void expect(String dimension, long expected, long actual) {
    if (expected != actual) {
      problems.add(new DimensionMismatch(dimension, expected, actual));
    }
  }

  private CheckpointManifest manifest() {
    return checkpoint.manifest();
  }

  private void weights() {
    List<String> missing = new ArrayList<>();
    DraftLayout.weightShapes(checkpoint.config())
        .forEach(
            (name, shape) -> {
              DraftTensor t = checkpoint.tensors().get(name);
              if (t == null) {
                missing.add(name);
              } else if (!Arrays.equals(shape, t.shape())) {
                problems.add(new WrongShape(name, shape, t.shape().clone()));
              } else {
                finite(name, t.values());
              }
            });
    if (!missing.isEmpty()) {
      problems.add(new MissingTensor(missing.getFirst(), missing.size() - 1));
    }
  }

  private void strangers() {
    var known = DraftLayout.weightShapes(checkpoint.config()).keySet();
    List<String> strangers =
        checkpoint.tensors().keySet().stream().filter(name -> !known.contains(name)).toList();
    if (!strangers.isEmpty()) {
      problems.add(new UnknownTensor(strangers.getFirst(), strangers.size() - 1));
    }
  }

  private void finite(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        problems.add(new NotFinite(name, i, values[i]));
        return;
      }
    }
  }

  private void vocabulary() {
    DraftConfig c = checkpoint.config();
    long[] d2t = checkpoint.d2t();
    boolean[] t2d = checkpoint.t2d();
    boolean reduced = c.draftVocabSize() != c.vocabSize();
    if (reduced && (d2t == null || t2d == null)) {
      problems.add(new MissingTensor(d2t == null ? DraftLayout.D2T : DraftLayout.T2D, 0));
    } else if (d2t != null && d2t.length != c.draftVocabSize()) {
      problems.add(shape(DraftLayout.D2T, c.draftVocabSize(), d2t.length));
    } else if (t2d != null && t2d.length != c.vocabSize()) {
      problems.add(shape(DraftLayout.T2D, c.vocabSize(), t2d.length));
    } else {
      // Without a reduced vocabulary both are the identity; EAGLE-3 leaves them at zero or out.
      long[] offsets = d2t == null ? new long[c.draftVocabSize()] : d2t;
      boolean[] mask = t2d == null ? allSet(c.vocabSize()) : t2d;
      if (reduced || anySet(mask) || !Arrays.equals(offsets, new long[offsets.length])) {
        map(offsets, mask);
      }
    }
  }

  private static boolean[] allSet(int size) {
    boolean[] mask = new boolean[size];
    Arrays.fill(mask, true);
    return mask;
  }

  private static boolean anySet(boolean[] mask) {
    for (boolean b : mask) {
      if (b) {
        return true;
      }
    }
    return false;
  }

  private static WrongShape shape(String name, long expected, long actual) {
    return new WrongShape(name, new long[] {expected}, new long[] {actual});
  }

  private void map(long[] d2t, boolean[] t2d) {
    long[] targets = new long[d2t.length];
    Arrays.setAll(targets, i -> i + d2t[i]);
    List<CheckpointProblem> faults = mapFaults(targets, t2d);
    if (!faults.isEmpty() && mapFaults(d2t, t2d).isEmpty()) {
      int last = d2t.length - 1;
      problems.add(new AbsoluteDraftVocabulary(last, d2t[last]));
    } else {
      problems.addAll(faults);
    }
  }

  /** At most one fault of each kind: a broken map breaks everywhere. */
  private static List<CheckpointProblem> mapFaults(long[] targets, boolean[] t2d) {
    List<CheckpointProblem> faults = new ArrayList<>();
    int[] draftOf = new int[t2d.length];
    Arrays.fill(draftOf, -1);
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] < 0 || targets[i] >= t2d.length) {
        return List.of(new DraftTokenOutOfRange(i, targets[i], t2d.length));
      }
      int token = (int) targets[i];
      if (draftOf[token] >= 0) {
        return List.of(new DuplicateDraftToken(draftOf[token], i, token));
      }
      draftOf[token] = i;
    }
    for (int token = 0; token < t2d.length; token++) {
      if (t2d[token] != draftOf[token] >= 0) {
        return List.of(new MaskDisagrees(token, t2d[token]));
      }
    }
    return faults;
  }

  private void identity() {
    CheckpointManifest m = manifest();
    DraftConfig config = checkpoint.config();
    if (!m.tokenizerHash().isEmpty() && !m.tokenizerHash().equals(target.tokenizerHash())) {
      problems.add(new TokenizerMismatch(target.tokenizerHash(), m.tokenizerHash()));
    }
    featureLayers(m.featureLayers().isEmpty() ? config.featureLayers() : m.featureLayers());
    String vocabulary = checkpoint.draftVocabularyHash();
    if (!m.draftVocabHash().equals(vocabulary)) {
      problems.add(new DraftVocabularyMismatch(m.draftVocabHash(), vocabulary));
    }
    String trainedFor = m.targetFingerprint();
    if (!trainedFor.isEmpty() && !trainedFor.equals(target.fingerprint())) {
      problems.add(new OtherTarget(target.fingerprint(), trainedFor));
    }
    int limit = config.maxPositions();
    if (limit < target.config().maxPositions()) {
      problems.add(new PositionLimit(limit, target.config().maxPositions()));
    }
  }

  private void featureLayers(List<Integer> trainedOn) {
    if (!trainedOn.isEmpty() && !trainedOn.equals(target.featureLayerList())) {
      int[] layers = trainedOn.stream().mapToInt(Integer::intValue).toArray();
      problems.add(new FeatureLayersMismatch(target.featureLayers(), layers));
    }
  }
}
