package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * Expects what followed where the end of the text occurred before in the same session. Needs no
 * training, and nothing leaves the session.
 *
 * <p>Occurrences weigh by the length of the match, each further token {@value #WEIGHT_OF_TOKEN}
 * times as much. The evidence is the longest match and whether the occurrences agree.
 */
public final class LookupExpert implements Expert {
  /** Levels of evidence: none, then by longest match, each alone, agreed or disputed. */
  static final int LEVELS = 1 + 3 * 5;

  private static final int SHORTEST = 2;
  private static final int LONGEST = 12;
  private static final int MOST_OCCURRENCES = 32;
  private static final int MOST_CANDIDATES = 6;
  private static final double WEIGHT_OF_TOKEN = 4;
  private static final double AGREED = 0.99;

  private final SessionText session;

  /** An expert of that session. */
  public LookupExpert(SessionText session) {
    this.session = session;
  }

  @Override
  public ExpertLaw after(NodeText text) {
    if (text.length() < SHORTEST) {
      return ExpertLaw.silent();
    }
    Votes votes = new Votes();
    int second = text.fromEnd(0);
    int first = text.fromEnd(1);
    int place = session.lastPlace(first, second);
    for (int seen = 0; place >= 0 && seen < MOST_OCCURRENCES; seen++) {
      if (place + 1 < session.length()) {
        int match = matchEndingAt(place, text);
        if (match >= SHORTEST) {
          votes.add(session.token(place + 1), match);
        }
      }
      place = session.placeBefore(place);
    }
    return votes.law();
  }

  private int matchEndingAt(int place, NodeText text) {
    int longest = Math.min(LONGEST, Math.min(place + 1, text.length()));
    int length = 0;
    while (length < longest && session.token(place - length) == text.fromEnd(length)) {
      length++;
    }
    return length;
  }

  /** What followed the occurrences, latest first. */
  private static final class Votes {
    private final int[] tokens = new int[MOST_CANDIDATES];
    private final double[] weights = new double[MOST_CANDIDATES];
    private int candidates;
    private int occurrences;
    private int longest;
    private double total;

    void add(int token, int match) {
      double weight = Math.pow(WEIGHT_OF_TOKEN, match - (double) SHORTEST);
      occurrences++;
      longest = Math.max(longest, match);
      total += weight;
      for (int i = 0; i < candidates; i++) {
        if (tokens[i] == token) {
          weights[i] += weight;
          return;
        }
      }
      if (candidates < MOST_CANDIDATES) {
        tokens[candidates] = token;
        weights[candidates++] = weight;
      }
    }

    ExpertLaw law() {
      if (candidates == 0) {
        return ExpertLaw.silent();
      }
      double[] probabilities = new double[candidates];
      double top = 0;
      for (int i = 0; i < candidates; i++) {
        probabilities[i] = weights[i] / total;
        top = Math.max(top, probabilities[i]);
      }
      int agreement = top < AGREED ? 2 : occurrences > 1 ? 1 : 0;
      int level = 1 + 3 * lengthClass(longest) + agreement;
      return new SparseLaw(level, Arrays.copyOf(tokens, candidates), probabilities);
    }

    private static int lengthClass(int match) {
      return match <= 3 ? match - SHORTEST : match <= 5 ? 2 : match <= 8 ? 3 : 4;
    }
  }
}
