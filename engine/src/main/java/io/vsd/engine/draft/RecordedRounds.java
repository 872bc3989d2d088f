package io.vsd.engine.draft;

import io.vsd.engine.pacing.Pacer;

/** Lets a draft meet a recorded session in rounds that begin every few tokens of its answer. */
final class RecordedRounds {
  private static final int TOKENS = 3;

  /** Looks at one round. */
  @FunctionalInterface
  interface Round {

    /**
     * The session knows the text before a token.
     *
     * @param next index of that token, which is in the recorded text
     */
    void at(DraftSession session, int next);
  }

  private RecordedRounds() {}

  /**
   * Goes through a session.
   *
   * @param pacer asked after each round
   * @throws InterruptedException when the pacer gives up
   */
  static void each(DraftModel draft, RecordedSession recorded, Pacer pacer, Round round)
      throws InterruptedException {
    int end = recorded.tokens().length;
    try (DraftSession session = draft.openSession(end)) {
      for (int next = recorded.firstAnswerPosition() + 1; next < end; next += TOKENS) {
        long start = System.nanoTime();
        recorded.commit(session, next - 1);
        round.at(session, next);
        pacer.afterWorkSince(start);
      }
    }
  }
}
