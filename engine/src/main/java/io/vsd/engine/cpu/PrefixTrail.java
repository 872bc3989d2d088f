package io.vsd.engine.cpu;

import io.vsd.engine.model.PrefixScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A slot's way into the prefix cache: gathers tokens and features of its committed positions and
 * hands in each block as it becomes whole. It ends where the cache has dropped the block before.
 */
final class PrefixTrail {
  private static final int POSITIONS = KvLayout.POSITIONS;

  private final PrefixCache cache;
  private final PrefixScope scope;
  private final int[] tokens = new int[POSITIONS];
  private byte[] features = new byte[0];
  private PrefixCache.@Nullable Entry before;
  private int gathered;
  private boolean ended;

  /**
   * A trail that goes on behind blocks that were found.
   *
   * @param found the slot's first blocks, may be none
   */
  PrefixTrail(PrefixCache cache, PrefixScope scope, List<PrefixCache.Entry> found) {
    this.cache = cache;
    this.scope = scope;
    this.before = found.isEmpty() ? null : found.getLast();
  }

  /**
   * A position was committed.
   *
   * @param block that holds it; whole when this is its last position
   * @param row of the forward that computed it
   * @param computed that forward's rows
   */
  void committed(KvBlock block, int row, ComputedRows computed) {
    if (ended) {
      return;
    }
    int width = computed.features().length / computed.tokens().length;
    if (features.length == 0) {
      features = new byte[POSITIONS * width];
    }
    tokens[gathered] = computed.tokens()[row];
    System.arraycopy(computed.features(), row * width, features, gathered * width, width);
    gathered++;
    if (gathered == POSITIONS) {
      handIn(block);
    }
  }

  private void handIn(KvBlock block) {
    PrefixCache.Entry last = before;
    ended = last != null && !last.kept();
    if (!ended) {
      before = cache.add(scope, last, tokens.clone(), new PrefixCache.Computed(block, features));
    }
    features = new byte[0];
    gathered = 0;
  }

  /**
   * Rows of a forward.
   *
   * @param tokens of the rows
   * @param features of the rows, fp16
   */
  record ComputedRows(int[] tokens, byte[] features) {}
}
