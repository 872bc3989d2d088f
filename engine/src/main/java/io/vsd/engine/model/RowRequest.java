package io.vsd.engine.model;

import io.vsd.engine.tokentree.TokenTree;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Rows to compute behind a slot's committed tokens. A row sees the committed tokens, its ancestors
 * and itself; it stands one position behind its parent, the root at position {@code slot.length()}.
 *
 * @param slot whose tokens lie before the rows; the rows' keys and values go there
 * @param tokens token id of each row
 * @param parents -1 for row 0, the root; an earlier row for each other
 * @param firstLogitRow rows from here on have logits; the number of rows where none has
 */
public record RowRequest(KvSlot slot, int[] tokens, int[] parents, int firstLogitRow) {

  /** Most rows of one request. */
  public static final int MAX_ROWS = 128;

  public RowRequest {
    int rows = tokens.length;
    if (rows == 0) {
      throw new IllegalArgumentException("no tokens to compute");
    }
    if (rows > MAX_ROWS) {
      throw new IllegalArgumentException(
          "a forward of " + rows + " rows of one slot; at most " + MAX_ROWS + " fit");
    }
    if (parents.length != rows || firstLogitRow < 0 || firstLogitRow > rows) {
      throw new IllegalArgumentException(
          "%d tokens, %d parents, logits from row %d on do not go together"
              .formatted(rows, parents.length, firstLogitRow));
    }
    for (int row = 0; row < rows; row++) {
      if (parents[row] >= row || (parents[row] < 0 && (row > 0 || parents[row] < -1))) {
        throw new IllegalArgumentException(
            "row " + row + " has row " + parents[row] + " as its parent");
      }
    }
  }

  /** A root and the tree below it, all with logits; row i + 1 is node i. */
  public static RowRequest tree(KvSlot slot, int rootToken, TokenTree tree) {
    int[] tokens = new int[tree.size() + 1];
    int[] parents = new int[tree.size() + 1];
    tokens[0] = rootToken;
    parents[0] = -1;
    for (int i = 0; i < tree.size(); i++) {
      tokens[i + 1] = tree.tokenId(i);
      parents[i + 1] = tree.parent(i) + 1;
    }
    return new RowRequest(slot, tokens, parents, 0);
  }

  /** Tokens that follow one another; those from {@code firstLogitRow} on have logits. */
  public static RowRequest chain(KvSlot slot, int[] tokens, int firstLogitRow) {
    int[] parents = new int[tokens.length];
    Arrays.setAll(parents, i -> i - 1);
    return new RowRequest(slot, tokens, parents, firstLogitRow);
  }

  /** Number of rows. */
  public int rows() {
    return tokens.length;
  }

  /**
   * What every backend refuses before it computes anything.
   *
   * @param vocabSize token ids are below it
   * @throws IllegalArgumentException if there is no request, a token id is unknown, a slot is asked
   *     for twice, or has no room for one more token
   */
  public static void check(List<RowRequest> requests, int vocabSize) {
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("no rows to compute");
    }
    Set<KvSlot> slots = Collections.newSetFromMap(new IdentityHashMap<>());
    for (RowRequest request : requests) {
      if (!slots.add(request.slot())) {
        throw new IllegalArgumentException("a slot is asked for twice in one forward");
      }
      requireKnown(request.tokens(), vocabSize);
      requireRoom(request.slot(), 1);
    }
  }

  static void requireKnown(int[] tokens, int vocabSize) {
    for (int token : tokens) {
      if (token < 0 || token >= vocabSize) {
        throw new IllegalArgumentException(
            "token id " + token + " is not within 0.." + (vocabSize - 1));
      }
    }
  }

  static void requireRoom(KvSlot slot, int tokens) {
    if (slot.length() + tokens > slot.capacity()) {
      throw new IllegalArgumentException(
          "slot holds %d of %d tokens; %d more do not fit"
              .formatted(slot.length(), slot.capacity(), tokens));
    }
  }
}
