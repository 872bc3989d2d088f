package io.vsd.trainer.transcripts;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.GainFit;
import io.vsd.engine.draft.MixtureFit;
import io.vsd.engine.draft.OwnAnswers;
import io.vsd.engine.draft.RecordedSession;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NgramCounter;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.weights.ModelDirectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Learns what a checkpoint holds beside its network: the table is counted from the transcripts, and
 * trust is fitted to the target's own answers, greedy ones and drawn ones, to prompts that nothing
 * was learned from.
 */
final class ExpertLearning {
  private static final int COUNTED_NGRAMS = 4_000_000;
  private static final int ANSWER_TOKENS = 128;

  private final ModelDirectory model;
  private final DeviceOptions device;

  ExpertLearning(ModelDirectory model, DeviceOptions device) {
    this.model = model;
    this.device = device;
  }

  /**
   * The table of some texts.
   *
   * @param fewestSessions texts that must have shown an n-gram
   * @param mostBytes of the table
   */
  static NgramTable table(List<Transcript> texts, int fewestSessions, long mostBytes) {
    NgramCounter counter = new NgramCounter(COUNTED_NGRAMS);
    for (Transcript text : texts) {
      counter.add(text.text().tokens(), text.promptTokens().length);
    }
    return counter.table(fewestSessions, mostBytes);
  }

  /** The draft with a table, and trust as it is found on answers to the prompts. */
  DraftCheckpoint learn(DraftCheckpoint draft, NgramTable table, List<int[]> prompts)
      throws InterruptedException {
    Mixture before = draft.experts().orElseGet(LearnedExperts::none).mixture();
    DraftCheckpoint tabled = draft.withExperts(new LearnedExperts(table, before));
    if (prompts.isEmpty()) {
      return tabled;
    }
    List<RecordedSession> answers = answers(prompts);
    MixtureFit trust = new MixtureFit(model.config().vocabSize());
    try (DraftModel loaded = Backends.draft(tabled, TargetEmbedding.of(model), device)) {
      for (RecordedSession session : answers) {
        trust.add(loaded, session, Pacer.UNPACED);
      }
    }
    Mixture trusted = trust.fit(before);
    DraftCheckpoint weighed = draft.withExperts(new LearnedExperts(table, trusted));
    GainFit gain = new GainFit();
    try (DraftModel loaded = Backends.draft(weighed, TargetEmbedding.of(model), device)) {
      for (RecordedSession session : answers) {
        gain.add(loaded, session, Pacer.UNPACED);
      }
    }
    return draft.withExperts(new LearnedExperts(table, gain.fit(trusted)));
  }

  /** Each prompt is answered twice: greedily, and with noise of its own. */
  private List<RecordedSession> answers(List<int[]> prompts) {
    List<OwnAnswers.Question> questions = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      questions.add(new OwnAnswers.Question(prompts.get(i), SamplingParameters.greedy()));
      questions.add(new OwnAnswers.Question(prompts.get(i), new SamplingParameters(1, 1, 0, i)));
    }
    try (TargetModel target = Backends.target(model, device)) {
      return new OwnAnswers(target, ANSWER_TOKENS).answer(questions);
    }
  }
}
