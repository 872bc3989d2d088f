package io.vsd.engine.decoding;

import java.util.Arrays;

/** The order in which filters keep tokens: logit descending, then id ascending. */
final class TokenOrder {
  private final float[] logits;

  TokenOrder(float[] logits) {
    this.logits = logits;
  }

  boolean precedes(int a, int b) {
    return logits[a] > logits[b] || (logits[a] == logits[b] && a < b);
  }

  /**
   * The first {@code count} tokens, ids ascending. A heap of the kept with the last of them on top;
   * O(n log count).
   */
  int[] first(int count) {
    if (count >= logits.length) {
      int[] all = new int[logits.length];
      Arrays.setAll(all, v -> v);
      return all;
    }
    int[] heap = new int[count];
    for (int v = 0; v < count; v++) {
      siftUp(heap, v, v);
    }
    for (int v = count; v < logits.length; v++) {
      // Equal logits stay out: ids ascend.
      if (logits[v] > logits[heap[0]]) {
        siftDown(heap, v);
      }
    }
    Arrays.sort(heap);
    return heap;
  }

  /** The first {@code count} tokens in this order. */
  int[] ranked(int count) {
    int[] ids = first(count);
    // Insertion: there are few, and a comparator would box them.
    for (int i = 1; i < ids.length; i++) {
      int id = ids[i];
      int hole = i;
      while (hole > 0 && precedes(id, ids[hole - 1])) {
        ids[hole] = ids[hole - 1];
        hole--;
      }
      ids[hole] = id;
    }
    return ids;
  }

  /** Those of {@code ids} that come before {@code id}. */
  int[] before(int[] ids, int id) {
    return Arrays.stream(ids).filter(v -> precedes(v, id)).toArray();
  }

  private void siftUp(int[] heap, int at, int id) {
    int hole = at;
    while (hole > 0 && precedes(heap[(hole - 1) / 2], id)) {
      heap[hole] = heap[(hole - 1) / 2];
      hole = (hole - 1) / 2;
    }
    heap[hole] = id;
  }

  private void siftDown(int[] heap, int id) {
    int hole = 0;
    while (2 * hole + 1 < heap.length) {
      int child = 2 * hole + 1;
      if (child + 1 < heap.length && precedes(heap[child], heap[child + 1])) {
        child++;
      }
      if (precedes(heap[child], id)) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = id;
  }
}
