package io.vsd.engine.weights;

import io.vsd.engine.format.SafetensorsSource;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Weights of a model whose head is its embedding. Files hold that matrix under the embedding's
 * name, under the head's, or under both; here it has the embedding's alone.
 */
final class TiedWeights implements WeightSource {
  static final String HEAD = "lm_head.weight";
  static final String EMBEDDING = "model.embed_tokens.weight";

  private final WeightSource stored;
  private final Set<String> names;
  private final boolean storedAsHead;

  private TiedWeights(WeightSource stored) {
    this.stored = stored;
    this.storedAsHead = !stored.names().contains(EMBEDDING) && stored.names().contains(HEAD);
    Set<String> kept = new LinkedHashSet<>();
    for (String name : stored.names()) {
      if (!name.equals(HEAD)) {
        kept.add(name);
      } else if (storedAsHead) {
        kept.add(EMBEDDING);
      }
    }
    this.names = Collections.unmodifiableSet(kept);
  }

  /**
   * The weights of a tied model.
   *
   * @throws IllegalArgumentException if there is a head besides that holds other numbers: readers
   *     of such files disagree about which of the two counts
   */
  static WeightSource of(SafetensorsSource stored) {
    if (stored.names().contains(HEAD) && stored.names().contains(EMBEDDING) && !same(stored)) {
      throw new IllegalArgumentException(
          "differs from "
              + EMBEDDING
              + ", though tie_word_embeddings is true: set it to false or remove the head");
    }
    return new TiedWeights(stored);
  }

  private static boolean same(SafetensorsSource stored) {
    return stored.type(HEAD) == stored.type(EMBEDDING)
        && Arrays.equals(stored.shape(HEAD), stored.shape(EMBEDDING))
        && stored.same(HEAD, EMBEDDING);
  }

  @Override
  public Set<String> names() {
    return names;
  }

  @Override
  public long[] shape(String name) {
    return stored.shape(storedName(name));
  }

  @Override
  public TensorType type(String name) {
    return stored.type(storedName(name));
  }

  @Override
  public void readRows(String name, long from, long to, FloatBuffer out) {
    stored.readRows(storedName(name), from, to, out);
  }

  private String storedName(String name) {
    return storedAsHead && name.equals(EMBEDDING) ? HEAD : name;
  }

  @Override
  public void close() {
    stored.close();
  }
}
