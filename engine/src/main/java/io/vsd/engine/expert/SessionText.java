package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * One session's committed tokens with an index of its token pairs, so that places where the end of
 * a text occurred before are found at once. Prompt and answer are treated alike. Holds at most 24
 * bytes a token, and belongs to one thread at a time.
 */
public final class SessionText implements NodeText {
  private static final int NOWHERE = -1;

  private int[] tokens = new int[64];
  // Where the pair that ends at a place ended before it.
  private int[] previous = new int[64];
  // Where a pair of that hash ended last.
  private int[] last = filled(64);
  private int size;

  private static int[] filled(int length) {
    int[] places = new int[length];
    Arrays.fill(places, NOWHERE);
    return places;
  }

  /** Commits tokens. */
  public void append(int... committed) {
    for (int token : committed) {
      append(token);
    }
  }

  private void append(int token) {
    if (size == tokens.length) {
      grow();
    }
    tokens[size] = token;
    size++;
    link(size - 1);
  }

  private void grow() {
    // By half, so that growing never holds much more than it needs.
    int capacity = Math.addExact(size, size / 2);
    tokens = Arrays.copyOf(tokens, capacity);
    previous = new int[capacity];
    last = filled(Integer.highestOneBit(capacity - 1) * 2);
    for (int place = 0; place < size; place++) {
      link(place);
    }
  }

  private void link(int place) {
    if (place == 0) {
      previous[0] = NOWHERE;
      return;
    }
    int slot = slot(tokens[place - 1], tokens[place]);
    previous[place] = last[slot];
    last[slot] = place;
  }

  private int slot(int first, int second) {
    int mixed = (first * 0x9E3779B1 + second) * 0x85EBCA77;
    return (mixed ^ (mixed >>> 15)) & (last.length - 1);
  }

  @Override
  public int length() {
    return size;
  }

  @Override
  public int fromEnd(int distance) {
    return tokens[size - 1 - distance];
  }

  /** Token at a place. */
  int token(int place) {
    return tokens[place];
  }

  /** The last place where a pair may have ended; another pair of the same hash may be meant. */
  int lastPlace(int first, int second) {
    return last[slot(first, second)];
  }

  /** The place before one that {@link #lastPlace} led to; -1 ends the line. */
  int placeBefore(int place) {
    return previous[place];
  }

  /** Bytes that its arrays take. */
  public long bytes() {
    return 4L * (tokens.length + previous.length + last.length);
  }
}
