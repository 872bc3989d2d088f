package io.vsd.verifier.target;

import io.vsd.engine.model.CostPoint;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.PrefixScope;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import java.time.Duration;
import java.util.List;

/** The target model behind the device thread; nothing here is thread safe. */
public interface Target extends AutoCloseable {
  /** What it is. */
  TargetFacts facts();

  /** Room for the keys and values of one text of at most {@code maxTokens}. */
  KvSlot openSlot(int maxTokens);

  /**
   * Room for one text that begins with a prompt. Where the scope's sessions computed the beginning
   * of that prompt before, the slot holds it already: {@link KvSlot#length} tokens, fewer than the
   * prompt has, with {@link KvSlot#reusedFeatures}.
   */
  KvSlot openSlot(int maxTokens, PrefixScope scope, int[] prompt);

  /**
   * One pass over the rows of several slots, each at most once; commits nothing. Results in the
   * order of the requests, to be closed by the caller.
   */
  List<TreeForward> forward(List<RowRequest> requests);

  /**
   * Median time of a forward of each number of rows behind {@code context} tokens.
   *
   * @param budget after which no further point is begun; there is always a first one
   */
  List<CostPoint> measureCosts(int context, int[] rows, Duration budget);

  @Override
  void close();
}
