package io.vsd.engine.model;

import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The target: logits and features of rows of tokens behind committed sequences. What computes them
 * is a backend's concern; {@code engine.backend} opens the one that serves a device. Not
 * thread-safe: one owner thread, and memory is freed by closing slots, forwards and the model.
 */
public interface TargetModel extends AutoCloseable {

  /** The network's dimensions. */
  ModelConfig config();

  /** SHA-256 over weights, tokenizer and precision; see {@link TargetFingerprint}. */
  String fingerprint();

  /** Most tokens of a slot. */
  int maxPositions();

  /**
   * Opens a slot for a sequence of at most {@code maxTokens}.
   *
   * @throws IllegalArgumentException if the model has fewer positions
   */
  KvSlot openSlot(int maxTokens);

  /**
   * Opens a slot for a sequence that begins with a prompt. Where the scope's slots hold or held the
   * beginning of that prompt, the slot begins with it: {@link KvSlot#length} tokens, a multiple of
   * 64 and fewer than the prompt has, whose features are {@link KvSlot#reusedFeatures}. A backend
   * without a prefix cache opens an empty slot.
   *
   * @throws IllegalArgumentException if the model has fewer positions
   */
  default KvSlot openSlot(int maxTokens, PrefixScope scope, int[] prompt) {
    return openSlot(maxTokens);
  }

  /**
   * Bounds what is kept for {@link #openSlot(int, PrefixScope, int[])}, without effect where there
   * is no prefix cache; until it is called nothing is kept.
   *
   * @param maxBytes of keys, values and features that no open slot uses; 0 for none
   */
  default void limitPrefixCache(long maxBytes) {}

  /**
   * One pass of the device over the rows of several slots, each slot at most once. Nothing is
   * committed.
   *
   * @return in the order of the requests; each to be closed by the caller
   * @throws IllegalArgumentException if a token id is unknown, a slot is full, of another model or
   *     asked for twice
   */
  List<TreeForward> forward(List<RowRequest> requests);

  /** The layers whose entering states are the features: low, middle, high. */
  default int[] featureLayers() {
    return FeatureLayers.of(config().numLayers());
  }

  /**
   * Computes the root, which is the token at position {@code slot.length()}, and a tree below it.
   * Nothing is committed.
   *
   * @throws IllegalArgumentException as {@link #forward(List)}, or if the tree is too large
   */
  default TreeForward forward(KvSlot slot, int rootToken, TokenTree tree) {
    return forward(List.of(RowRequest.tree(slot, rootToken, tree))).getFirst();
  }

  /**
   * Computes and commits tokens at the end of the slot, in chunks. The last row has logits; every
   * row has features.
   *
   * @throws IllegalArgumentException if there are no tokens, one is unknown, or they do not fit;
   *     nothing has been committed then
   */
  default TreeForward prefill(KvSlot slot, int[] tokens) {
    return Prefill.run(this, slot, tokens);
  }

  /**
   * Median milliseconds of a forward of each number of rows behind {@code context} tokens.
   *
   * @param budget after which no further point is begun, so that a slow or busy machine gets a
   *     shorter curve; the first point is always measured
   */
  default List<CostPoint> measureCostCurve(int context, int[] rows, Duration budget) {
    return CostCurve.measure(this, context, rows, budget);
  }

  /** What bounds the time of a forward; empty where a backend cannot tell it apart. */
  default Optional<WeightTimes> weightTimes() {
    return Optional.empty();
  }

  @Override
  void close();
}
