package io.vsd.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.tokentree.TokenTree;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Positions, mask and segments against a slow reference that walks to the root for every pair. */
class RowLayoutTest {

  @Test
  void rowsSeeTheCommittedTailTheirAncestorsAndThemselves() {
    SplittableRandom random = new SplittableRandom(7);
    for (int length = 0; length < 200; length += 3) {
      for (int nodes : new int[] {0, 1, 2, 5, 17, 63, 90}) {
        TokenTree tree = tree(random, nodes);
        RowLayout layout = RowLayout.of(length, parentRows(tree));
        int start = length / 64 * 64;
        for (int row = 0; row <= nodes; row++) {
          int depth = row == 0 ? 0 : tree.depth(row - 1);
          assertThat(layout.positions()[row]).isEqualTo(length + depth);
          for (int slot = 0; slot < layout.tailSlots(); slot++) {
            boolean seen = sees(tree, row, start + slot - length);
            assertThat(layout.mask()[row * layout.tailSlots() + slot] == 0f)
                .as("length %d, row %d, slot %d", length, row, slot)
                .isEqualTo(seen);
          }
        }
      }
    }
  }

  @Test
  void segmentsPartTheSeenSlotsByBlocksOf64Positions() {
    SplittableRandom random = new SplittableRandom(8);
    for (int length : new int[] {0, 30, 50, 60, 63, 64, 100, 127}) {
      for (int nodes : new int[] {0, 3, 40, 100}) {
        TokenTree tree = tree(random, nodes);
        RowLayout layout = RowLayout.of(length, parentRows(tree));
        int first = length / 64;
        int blocks = (length + tree.maxDepth()) / 64 - first + 1;
        assertThat(layout.segments()).hasNumberOfRows(blocks == 1 ? 0 : blocks);
        for (int block = 0; block < layout.segments().length; block++) {
          for (int slot = 0; slot < layout.tailSlots(); slot++) {
            int row = first * 64 + slot - length;
            boolean used = row <= nodes;
            int position = row <= 0 ? length + row : length + tree.depth(Math.min(row, nodes) - 1);
            assertThat(layout.segments()[block][slot] == 1f)
                .isEqualTo(used && position / 64 == first + block);
          }
        }
      }
    }
  }

  /**
   * @param other row of this call, or below zero for a committed token
   */
  private static boolean sees(TokenTree tree, int row, int other) {
    if (other < 0) {
      return true;
    }
    for (int at = row; at > 0; at = tree.parent(at - 1) + 1) {
      if (at == other) {
        return true;
      }
    }
    return other == 0;
  }

  private static int[] parentRows(TokenTree tree) {
    int[] parents = new int[tree.size() + 1];
    Arrays.setAll(parents, row -> row == 0 ? -1 : tree.parent(row - 1) + 1);
    return parents;
  }

  private static TokenTree tree(SplittableRandom random, int nodes) {
    int[] tokens = new int[nodes];
    int[] parents = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      tokens[i] = i;
      parents[i] = random.nextBoolean() ? i - 1 : random.nextInt(i + 1) - 1;
    }
    return TokenTree.of(tokens, parents, new float[nodes]);
  }
}
