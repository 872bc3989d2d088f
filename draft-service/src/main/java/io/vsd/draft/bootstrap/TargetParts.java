package io.vsd.draft.bootstrap;

import io.vsd.draft.hotswap.DraftLoader;
import io.vsd.draft.model.EngineText;
import io.vsd.engine.weights.ModelDirectory;

/**
 * What this service needs of the target model.
 *
 * @param text tokenizer and template
 * @param loader makes drafts for it
 * @param tokenizerHash SHA-256 of its tokenizer, hex
 * @param model the opened files, which drafts read embedding rows from
 */
record TargetParts(EngineText text, DraftLoader loader, String tokenizerHash, ModelDirectory model)
    implements AutoCloseable {

  /** To be called once no draft is left that reads the model's embedding. */
  @Override
  public void close() {
    text.close();
    model.close();
  }
}
