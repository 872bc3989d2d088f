package io.vsd.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.PrefixScope;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reused has the bits of what is computed, is found where it may be, and is bounded. */
class PrefixCacheTest {
  private static final PrefixScope ALICE = new PrefixScope("alice");
  private static final PrefixScope BOB = new PrefixScope("bob");
  private static final int BLOCK = KvLayout.POSITIONS;
  private static final long PLENTY = 1L << 30;

  @TempDir Path directory;
  private ModelDirectory model;
  private CpuTargetModel target;

  @BeforeEach
  void load() {
    model = ModelDirectory.open(TinyModels.llama(directory, 9));
    target = CpuTargetModel.load(model, DeviceOptions.cpu(Precision.STORED, 1));
    target.limitPrefixCache(PLENTY);
  }

  @AfterEach
  void close() {
    target.close();
    model.close();
  }

  @Test
  void aSecondSlotBeginsWithWhatTheFirstComputedAndGoesOnWithTheSameBits() {
    int[] text = tokens(3 * BLOCK + 5, 1);
    try (KvSlot first = target.openSlot(400, ALICE, text)) {
      assertThat(first.length()).isZero();
      assertThat(first.reusedFeatures()).isEmpty();
      byte[] features;
      float[] logits;
      try (TreeForward all = target.prefill(first, text)) {
        features = all.features(rows(text.length));
        logits = all.logits(text.length - 1);
      }
      try (KvSlot second = target.openSlot(400, ALICE, text)) {
        assertThat(second.length()).isEqualTo(3 * BLOCK);
        int width = features.length / text.length;
        assertThat(second.reusedFeatures()).isEqualTo(Arrays.copyOf(features, 3 * BLOCK * width));
        int[] rest = Arrays.copyOfRange(text, 3 * BLOCK, text.length);
        try (TreeForward last = target.prefill(second, rest)) {
          assertThat(last.logits(rest.length - 1)).isEqualTo(logits);
        }
      }
    }
  }

  @Test
  void aPromptIsNeverReusedAsAWholeSinceItsLastRowIsNeeded() {
    int[] text = tokens(2 * BLOCK, 2);
    prefill(ALICE, text);
    assertThat(found(ALICE, text)).isEqualTo(BLOCK);
    assertThat(found(ALICE, append(text, 1))).isEqualTo(2 * BLOCK);
  }

  @Test
  void repliesAreReusedToo() {
    int[] prompt = tokens(BLOCK - 3, 3);
    int[] text = prompt;
    try (KvSlot slot = target.openSlot(400, ALICE, prompt)) {
      target.prefill(slot, prompt).close();
      for (int token = 0; token < 5; token++) {
        // A tree of which the second branch is kept.
        TokenTree tree = TokenTree.of(new int[] {7, 8 + token}, new int[] {-1, -1}, new float[2]);
        target.forward(slot, token, tree).close();
        slot.commit(new int[] {0, 2});
        text = append(append(text, token), 8 + token);
      }
    }
    assertThat(found(ALICE, text)).isEqualTo(BLOCK);
  }

  @Test
  void tenantsShareNothing() {
    int[] text = tokens(2 * BLOCK + 1, 4);
    prefill(ALICE, text);
    assertThat(found(ALICE, text)).isEqualTo(2 * BLOCK);
    assertThat(found(BOB, text)).isZero();
  }

  @Test
  void anotherBeginningIsAnotherText() {
    int[] text = tokens(2 * BLOCK + 1, 5);
    prefill(ALICE, text);
    int[] other = text.clone();
    other[0] = (other[0] + 1) % 60;
    assertThat(found(ALICE, other)).isZero();
    int[] later = text.clone();
    later[BLOCK] = (later[BLOCK] + 1) % 60;
    assertThat(found(ALICE, later)).isEqualTo(BLOCK);
  }

  @Test
  void withoutALimitNothingIsKept() {
    target.limitPrefixCache(0);
    int[] text = tokens(2 * BLOCK + 1, 6);
    prefill(ALICE, text);
    assertThat(found(ALICE, text)).isZero();
  }

  /** Random texts over few beginnings against a plain model of what must still be there. */
  @Test
  void keepsTheMostRecentlyUsedWithinItsBytes() {
    KvPool pool = new KvPool(new KvLayout(1, 1, 8));
    try (pool) {
      PrefixCache cache = new PrefixCache(pool);
      long entryBytes = pool.blockBytes() + 10;
      int most = 6;
      cache.limit(most * entryBytes);
      SplittableRandom random = new SplittableRandom(7);
      ArrayDeque<List<Integer>> recent = new ArrayDeque<>();
      for (int i = 0; i < 2000; i++) {
        List<Integer> chain = random.ints(1 + random.nextInt(4), 0, 3).boxed().toList();
        int looked = 0;
        while (looked < chain.size() && recent.contains(chain.subList(0, looked + 1))) {
          looked++;
        }
        assertThat(cache.find(ALICE, prompt(chain))).hasSize(looked);
        use(recent, chain.subList(0, looked));
        addChain(cache, pool, chain);
        use(recent, chain);
        while (recent.size() > most) {
          recent.removeFirst();
        }
        assertThat(cache.bytes()).isEqualTo(recent.size() * entryBytes);
        assertThat(pool.held()).isEqualTo(recent.size());
      }
      cache.close();
      assertThat(pool.held()).isZero();
    }
  }

  private static void addChain(PrefixCache cache, KvPool pool, List<Integer> chain) {
    PrefixCache.Entry before = null;
    for (int token : chain) {
      KvBlock block = pool.take();
      int[] tokens = new int[BLOCK];
      Arrays.fill(tokens, token);
      before = cache.add(ALICE, before, tokens, new PrefixCache.Computed(block, new byte[10]));
      pool.release(block);
    }
  }

  /** A chain is used from its end to its beginning. */
  private static void use(ArrayDeque<List<Integer>> recent, List<Integer> chain) {
    for (int n = chain.size(); n > 0; n--) {
      List<Integer> prefix = chain.subList(0, n);
      recent.remove(prefix);
      recent.addLast(prefix);
    }
  }

  private static int[] prompt(List<Integer> chain) {
    int[] prompt = new int[chain.size() * BLOCK + 1];
    for (int i = 0; i < chain.size(); i++) {
      Arrays.fill(prompt, i * BLOCK, (i + 1) * BLOCK, chain.get(i));
    }
    return prompt;
  }

  private void prefill(PrefixScope scope, int[] text) {
    try (KvSlot slot = target.openSlot(400, scope, text)) {
      int[] rest = Arrays.copyOfRange(text, slot.length(), text.length);
      target.prefill(slot, rest).close();
    }
  }

  private int found(PrefixScope scope, int[] text) {
    try (KvSlot slot = target.openSlot(400, scope, text)) {
      return slot.length();
    }
  }

  private static int[] append(int[] text, int token) {
    int[] longer = Arrays.copyOf(text, text.length + 1);
    longer[text.length] = token;
    return longer;
  }

  private static int[] rows(int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return rows;
  }

  private static int[] tokens(int count, long seed) {
    return new SplittableRandom(seed).ints(count, 0, 60).toArray();
  }
}
