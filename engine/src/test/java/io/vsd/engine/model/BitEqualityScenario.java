package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.tokentree.TokenTree;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Compares every way of computing a row with computing its tokens one by one, bit by bit. */
final class BitEqualityScenario {
  private final TargetModel model;
  private final SplittableRandom random;

  BitEqualityScenario(TargetModel model, long seed) {
    System.out.println("bit equality scenario, seed " + seed);
    this.model = model;
    this.random = new SplittableRandom(seed);
  }

  /** Prefill in chunks, starting anywhere, against one token at a time. */
  void prefillEqualsOneByOne(int[] splits, int total) {
    int[] tokens = tokens(total);
    try (KvSlot single = model.openSlot(total + 1);
        KvSlot chunked = model.openSlot(total + 1)) {
      List<float[]> logits = new ArrayList<>();
      List<byte[]> features = new ArrayList<>();
      for (int token : tokens) {
        step(single, token, logits, features);
      }
      int start = 0;
      for (int end : splits) {
        int[] part = IntStream.range(start, end).map(i -> tokens[i]).toArray();
        try (TreeForward forward = model.prefill(chunked, part)) {
          String where = "prefill " + start + ".." + end;
          assertThat(forward.logits(part.length - 1)).as(where).isEqualTo(logits.get(end - 1));
          for (int i = 0; i < part.length; i++) {
            assertThat(forward.features(new int[] {i}))
                .as(where + " features of " + i)
                .isEqualTo(features.get(start + i));
          }
        }
        start = end;
      }
      assertThat(chunked.length()).isEqualTo(total);
    }
  }

  /** A random tree behind a context, three of its paths, and what follows after keeping one. */
  void treeEqualsOneByOne(int context, int nodes) {
    int[] prompt = tokens(context);
    TokenTree tree = tree(nodes);
    int root = token();
    try (KvSlot slot = model.openSlot(context + nodes + 8)) {
      prefill(slot, prompt);
      int[] path = {};
      try (TreeForward forward = model.forward(slot, root, tree)) {
        for (int trial = 0; trial < 3; trial++) {
          path = nodes == 0 ? new int[0] : tree.path(random.nextInt(nodes));
          int[] rows = rows(path);
          int[] tokens = IntStream.of(rows).map(r -> r == 0 ? root : tree.tokenId(r - 1)).toArray();
          compareRows(prompt, tokens, forward, rows);
        }
      }
      keepAndGoOn(slot, prompt, root, tree, path);
    }
  }

  private void compareRows(int[] prompt, int[] tokens, TreeForward forward, int[] rows) {
    try (KvSlot single = model.openSlot(prompt.length + tokens.length + 1)) {
      prefill(single, prompt);
      for (int i = 0; i < tokens.length; i++) {
        List<float[]> logits = new ArrayList<>();
        List<byte[]> features = new ArrayList<>();
        step(single, tokens[i], logits, features);
        String where = "context %d, row %d at depth %d".formatted(prompt.length, rows[i], i);
        assertThat(forward.logits(rows[i])).as(where).isEqualTo(logits.getFirst());
        assertThat(forward.features(new int[] {rows[i]})).as(where).isEqualTo(features.getFirst());
      }
    }
  }

  private void keepAndGoOn(KvSlot slot, int[] prompt, int root, TokenTree tree, int[] path) {
    slot.commit(rows(path));
    int[] kept =
        IntStream.concat(
                IntStream.concat(IntStream.of(prompt), IntStream.of(root)),
                IntStream.of(path).map(tree::tokenId))
            .toArray();
    assertThat(slot.length()).isEqualTo(kept.length);
    TokenTree next = tree(3);
    int nextRoot = token();
    try (KvSlot again = model.openSlot(kept.length + 8)) {
      // What another verifier does after a failure: everything is prefilled anew.
      prefill(again, kept);
      try (TreeForward a = model.forward(slot, nextRoot, next);
          TreeForward b = model.forward(again, nextRoot, TokenTree.empty())) {
        assertThat(a.logits(0)).as("after keeping a path").isEqualTo(b.logits(0));
        assertThat(a.features(new int[] {0})).isEqualTo(b.features(new int[] {0}));
      }
    }
  }

  private void step(KvSlot slot, int token, List<float[]> logits, List<byte[]> features) {
    try (TreeForward forward = model.forward(slot, token, TokenTree.empty())) {
      logits.add(forward.logits(0));
      features.add(forward.features(new int[] {0}));
    }
    slot.commit(new int[] {0});
  }

  private void prefill(KvSlot slot, int[] tokens) {
    if (tokens.length > 0) {
      model.prefill(slot, tokens).close();
    }
  }

  private TokenTree tree(int nodes) {
    int[] tokens = new int[nodes];
    int[] parents = new int[nodes];
    int vocab = model.config().vocabSize();
    for (int i = 0; i < nodes; i++) {
      // Siblings differ since tokens ascend from a random start; half of the nodes extend a chain.
      tokens[i] = (i * 7 + 3) % vocab;
      parents[i] = random.nextBoolean() ? i - 1 : random.nextInt(i + 1) - 1;
    }
    return TokenTree.of(tokens, parents, new float[nodes]);
  }

  private int token() {
    return random.nextInt(model.config().vocabSize());
  }

  private int[] tokens(int n) {
    return IntStream.range(0, n).map(i -> token()).toArray();
  }

  private static int[] rows(int[] path) {
    return IntStream.concat(IntStream.of(0), IntStream.of(path).map(i -> i + 1)).toArray();
  }
}
