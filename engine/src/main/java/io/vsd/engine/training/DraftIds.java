package io.vsd.engine.training;

import java.util.Arrays;

/** The draft's vocabulary seen from the target's: draft id of every target id, or -1. */
final class DraftIds {

  private final int[] draftIds;
  private final int[] targetIds;

  DraftIds(int[] targetIds, int vocabSize) {
    this.targetIds = targetIds.clone();
    this.draftIds = new int[vocabSize];
    Arrays.fill(draftIds, -1);
    for (int i = 0; i < targetIds.length; i++) {
      draftIds[targetIds[i]] = i;
    }
  }

  int draftId(int targetId) {
    return draftIds[targetId];
  }

  int targetId(int draftId) {
    return targetIds[draftId];
  }

  int vocabSize() {
    return draftIds.length;
  }

  int size() {
    return targetIds.length;
  }
}
