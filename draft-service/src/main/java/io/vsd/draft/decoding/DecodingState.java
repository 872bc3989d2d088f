package io.vsd.draft.decoding;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one request: the text so far, the stream it runs on, what was
 * counted. Immutable; {@link #apply} is the only way forward. Invariant: the text only ever grows,
 * whatever happens to streams, drafts and verifiers.
 */
public final class DecodingState {

  private final Generation request;
  private final int[] answer;
  private final String fingerprint;
  private final boolean open;
  private final long round;
  private final int streams;
  private final int lossesInARow;
  private final long backoffMs;
  private final boolean speculating;
  private final FinishReason finish;
  private final @Nullable Refusal refusal;
  private final Tally tally;

  private DecodingState(Edit edit) {
    this.request = edit.request;
    this.answer = edit.answer;
    this.fingerprint = edit.fingerprint;
    this.open = edit.open;
    this.round = edit.round;
    this.streams = edit.streams;
    this.lossesInARow = edit.lossesInARow;
    this.backoffMs = edit.backoffMs;
    this.speculating = edit.speculating;
    this.finish = edit.finish;
    this.refusal = edit.refusal;
    this.tally = edit.tally;
  }

  /** A request of which nothing has happened yet. */
  public static DecodingState start(Generation request) {
    return new DecodingState(new Edit(request));
  }

  /** The state after an event. */
  public DecodingState apply(DecodingEvent event) {
    var edit = new Edit(this);
    switch (event) {
      case DecodingEvent.StreamOpened opened -> edit.opened(opened.fingerprint());
      case DecodingEvent.TokensCommitted committed -> edit.committed(committed);
      case DecodingEvent.RoundCounted counted -> edit.tally = tally.plusRound(counted);
      case DecodingEvent.StreamLost lost -> edit.lost(lost.backoffMs());
      case DecodingEvent.SpeculationStopped _ -> edit.speculating = false;
      case DecodingEvent.TextFinished finished -> edit.finish = finished.reason();
      case DecodingEvent.GaveUp gaveUp -> edit.refusal = gaveUp.refusal();
    }
    return new DecodingState(edit);
  }

  /** The state after several events in order. */
  public DecodingState applyAll(List<DecodingEvent> events) {
    var state = this;
    for (var event : events) {
      state = state.apply(event);
    }
    return state;
  }

  /** What the request needs now. */
  public NextStep nextStep() {
    if (refusal != null) {
      return new NextStep.Fail(refusal);
    }
    if (finish != FinishReason.NOT_FINISHED) {
      return new NextStep.Finish(finish);
    }
    if (!open) {
      return new NextStep.OpenStream(tokens(), fingerprint, backoffMs);
    }
    // The bonus token takes one place, so a path that fills the limit by itself is one shorter.
    var room = request.maxTokens() - answer.length - 1;
    return new NextStep.ProposeRound(round + 1, position(), speculating ? room : 0, room == 0);
  }

  /** The request itself. */
  public Generation request() {
    return request;
  }

  /** Prompt and committed tokens; a copy. */
  public int[] tokens() {
    var prompt = request.promptIds();
    var all = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, all, prompt.length, answer.length);
    return all;
  }

  /** Committed tokens of the answer; a copy. */
  public int[] answer() {
    return answer.clone();
  }

  /** Number of committed tokens of the answer. */
  public int answerLength() {
    return answer.length;
  }

  /** Absolute position of the next token, which is the number of tokens before it. */
  public long position() {
    return request.promptIds().length + (long) answer.length;
  }

  /** Fingerprint of the target that the text began with; empty before the first stream. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The last answered round of the present stream. */
  public long round() {
    return round;
  }

  /** Whether proposals are still made. */
  public boolean speculating() {
    return speculating;
  }

  /** Streams opened after the first. */
  public int reopened() {
    return Math.max(0, streams - 1);
  }

  /** Tries in a row that gained no token. */
  public int lossesInARow() {
    return lossesInARow;
  }

  /** What was counted. */
  public Tally tally() {
    return tally;
  }

  private static final class Edit {
    private final Generation request;
    private int[] answer = new int[0];
    private String fingerprint = "";
    private boolean open;
    private long round;
    private int streams;
    private int lossesInARow;
    private long backoffMs;
    private boolean speculating;
    private FinishReason finish = FinishReason.NOT_FINISHED;
    private @Nullable Refusal refusal;
    private Tally tally = Tally.ZERO;

    Edit(Generation request) {
      this.request = request;
      this.speculating = request.speculation();
    }

    Edit(DecodingState s) {
      this.request = s.request;
      this.answer = s.answer;
      this.fingerprint = s.fingerprint;
      this.open = s.open;
      this.round = s.round;
      this.streams = s.streams;
      this.lossesInARow = s.lossesInARow;
      this.backoffMs = s.backoffMs;
      this.speculating = s.speculating;
      this.finish = s.finish;
      this.refusal = s.refusal;
      this.tally = s.tally;
    }

    void opened(String target) {
      fingerprint = target;
      open = true;
      round = 0;
      streams++;
    }

    void lost(long waitMs) {
      open = false;
      lossesInARow++;
      backoffMs = waitMs;
    }

    void committed(DecodingEvent.TokensCommitted event) {
      var tokens = event.tokens();
      var grown = Arrays.copyOf(answer, answer.length + tokens.size());
      for (int i = 0; i < tokens.size(); i++) {
        grown[answer.length + i] = tokens.get(i).id();
      }
      answer = grown;
      lossesInARow = 0;
      backoffMs = 0;
      if (event.round() > 0) {
        round = event.round();
        tally = tally.plusTokens(tokens.size());
      }
    }
  }
}
