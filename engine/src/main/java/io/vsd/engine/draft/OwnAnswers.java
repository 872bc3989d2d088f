package io.vsd.engine.draft;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.decoding.TokenChooser;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TokenTree;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The target's own answers, decoded plainly as a verifier would, several at a time: unlike
 * transcripts, they come with the noise that chose their tokens.
 */
public final class OwnAnswers {
  private static final int AT_ONCE = 8;

  private final TargetModel target;
  private final int answerTokens;

  /**
   * Answers of one target.
   *
   * @param answerTokens tokens of an answer at most
   */
  public OwnAnswers(TargetModel target, int answerTokens) {
    this.target = target;
    this.answerTokens = answerTokens;
  }

  /**
   * What is to be answered.
   *
   * @param prompt tokens, at least one
   * @param sampling how the answer's tokens are chosen
   */
  public record Question(int[] prompt, SamplingParameters sampling) {}

  /** The answers, in the order of the questions. */
  public List<RecordedSession> answer(List<Question> questions) {
    Deque<Question> waiting = new ArrayDeque<>(questions);
    List<Answering> begun = new ArrayList<>();
    List<Answering> running = new ArrayList<>();
    while (!waiting.isEmpty() || !running.isEmpty()) {
      while (running.size() < AT_ONCE && !waiting.isEmpty()) {
        Answering next = new Answering(waiting.remove());
        begun.add(next);
        running.add(next);
      }
      running.stream().filter(Answering::over).forEach(Answering::end);
      running.removeIf(Answering::over);
      step(running);
    }
    return begun.stream().map(Answering::recorded).toList();
  }

  private void step(List<Answering> running) {
    if (running.isEmpty()) {
      return;
    }
    List<TreeForward> forwards = target.forward(running.stream().map(Answering::request).toList());
    for (int i = 0; i < forwards.size(); i++) {
      try (TreeForward forward = forwards.get(i)) {
        running.get(i).take(forward);
      }
    }
  }

  /** One answer while it is written. */
  private final class Answering {
    private final Question question;
    private final TokenChooser chooser;
    private final ByteArrayOutputStream features = new ByteArrayOutputStream();
    private final int[] tokens;
    private final KvSlot slot;
    private int length;

    Answering(Question question) {
      this.question = question;
      this.chooser = new TokenChooser(question.sampling());
      this.length = question.prompt().length;
      this.tokens = Arrays.copyOf(question.prompt(), length + answerTokens);
      this.slot = target.openSlot(tokens.length);
      try (TreeForward forward = target.prefill(slot, question.prompt())) {
        features.writeBytes(forward.features(IntStream.range(0, length).toArray()));
        choose(forward.logits(length - 1));
      }
    }

    private void choose(float[] logits) {
      tokens[length] = chooser.choose(logits, length);
      length++;
    }

    boolean over() {
      return length == tokens.length || target.config().isEos(tokens[length - 1]);
    }

    RowRequest request() {
      return RowRequest.tree(slot, tokens[length - 1], TokenTree.empty());
    }

    void take(TreeForward forward) {
      features.writeBytes(forward.features(new int[] {0}));
      choose(forward.logits(0));
      slot.commit(new int[] {0});
    }

    void end() {
      slot.close();
    }

    RecordedSession recorded() {
      return new RecordedSession(
          Arrays.copyOf(tokens, length),
          features.toByteArray(),
          question.prompt().length,
          question.sampling());
    }
  }
}
