package io.vsd.verifier.speculation;

import io.vsd.engine.decoding.TokenChooser;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.PrefixScope;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.model.TreeForward;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.verifier.scheduling.Lane;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.FinishReason;
import io.vsd.verifier.session.OpenSession;
import io.vsd.verifier.session.SessionState;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session on the device: its cache and its state, which {@link PromptTask} and {@link RoundTask}
 * work on. Owned by the device thread.
 */
final class LiveSession {
  /** Laws in the log hold this many tokens. */
  static final int LAW_TOKENS = 32;

  private final Serving serving;
  private final OpenSession open;
  private final SessionReplies replies;
  private final Lane lane;
  private final TokenChooser chooser;
  private final ConsentMode logMode;
  private final boolean keepFeatures;
  private @Nullable KvSlot slot;
  private @Nullable SessionState state;
  private @Nullable SpeculateResponse lastReply;
  private long repliedAt = System.nanoTime();
  private boolean ended;

  LiveSession(Serving serving, OpenSession open, SessionReplies replies, Lane lane) {
    this.serving = serving;
    this.open = open;
    this.replies = replies;
    this.lane = lane;
    this.chooser = new TokenChooser(open.sampling());
    this.logMode = serving.log().mode(open.consent());
    this.keepFeatures = open.features() || logMode == ConsentMode.FULL;
  }

  Serving serving() {
    return serving;
  }

  OpenSession open() {
    return open;
  }

  TokenChooser chooser() {
    return chooser;
  }

  /** How much of this session is logged. */
  ConsentMode logMode() {
    return logMode;
  }

  /** Whether anybody wants features. */
  boolean keepFeatures() {
    return keepFeatures;
  }

  /** Tokens in the cache. */
  int cachedTokens() {
    return slot == null ? 0 : slot.length();
  }

  /** The cache, which may hold the beginning of the prompt already when it is opened. */
  KvSlot openSlot() {
    int maxTokens = open.tokenLimit(serving.limits().maxContextTokens());
    Optional<PrefixScope> scope = serving.prefixes().scopeOf(open.tenant());
    KvSlot opened =
        scope.isPresent()
            ? serving.target().openSlot(maxTokens, scope.get(), open.tokenIds())
            : serving.target().openSlot(maxTokens);
    slot = opened;
    if (scope.isPresent()) {
      serving.metrics().prefix(open.tokenIds().length, opened.length());
    }
    return opened;
  }

  boolean hasSlot() {
    return slot != null;
  }

  KvSlot slot() {
    return Objects.requireNonNull(slot);
  }

  /** What was committed; empty until the prompt is computed. */
  Optional<SessionState> state() {
    return Optional.ofNullable(state);
  }

  /** Goes on to a state and tells the caller. */
  void reply(SessionState reached, SpeculateResponse response) {
    state = reached;
    serving.scheduler().replyRuns(lane, reached.finish() == FinishReason.NONE);
    lastReply = response;
    repliedAt = System.nanoTime();
    replies.send(response);
  }

  /** When the last answer went out, or when the session came. */
  long repliedAt() {
    return repliedAt;
  }

  /** Sends the last verdict once more. */
  void repeat() {
    Optional.ofNullable(lastReply).ifPresent(replies::send);
  }

  /** The likeliest tokens of a row's law, as many as the log holds. */
  TopLogProbs loggedLaw(TreeForward forward, int row) {
    return TopLogProbs.of(forward.law(row), Math.min(LAW_TOKENS, serving.limits().vocabSize()));
  }

  /** Frees the cache and the place, and logs the end; idempotent. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    serving.scheduler().replyRuns(lane, false);
    if (slot != null) {
      slot.close();
    }
    SessionState last = state;
    if (last != null && logMode != ConsentMode.OFF) {
      serving
          .log()
          .closed(
              open.sessionId(),
              last.finish(),
              last.lastRound(),
              last.committedTokens() - open.tokenIds().length);
    }
    serving.admission().release();
  }
}
