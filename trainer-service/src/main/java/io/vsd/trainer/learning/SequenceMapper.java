package io.vsd.trainer.learning;

import io.vsd.engine.training.TrainingSequence;
import io.vsd.trainer.recording.Law;
import io.vsd.trainer.recording.RecordedSession;
import java.util.Arrays;
import java.util.List;

/** Recorded sessions as the engine trains on them. */
final class SequenceMapper {

  private SequenceMapper() {}

  /**
   * Cuts a session to a window: the answer's beginning and as much of the prompt's end as fits. The
   * last token's features are zeros when it never entered the target; no prediction reads them.
   */
  static TrainingSequence map(RecordedSession session, int maxTokens) {
    int[] tokens = session.tokens();
    int first = session.firstAnswer();
    int answer = Math.min(tokens.length - first, Math.max(2, maxTokens / 2));
    int start = Math.clamp((long) first + answer - maxTokens, 0, first - 1);
    int end = Math.min(tokens.length, start + maxTokens);
    int rowBytes = session.features().length / session.featureRows();
    byte[] features = new byte[(end - start) * rowBytes];
    int available = Math.min(session.features().length, end * rowBytes) - start * rowBytes;
    System.arraycopy(session.features(), start * rowBytes, features, 0, available);
    List<Law> laws = session.laws().subList(0, end - first);
    return new TrainingSequence(
        Arrays.copyOfRange(tokens, start, end),
        features,
        first - start,
        laws.stream().map(Law::tokens).toArray(int[][]::new),
        laws.stream().map(Law::logProbs).toArray(float[][]::new),
        session.sampling());
  }
}
