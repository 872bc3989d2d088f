package io.vsd.draft.bootstrap;

import io.vsd.draft.hotswap.DraftLoader;
import io.vsd.draft.model.EngineText;

/**
 * What this service needs of the target model.
 *
 * @param text tokenizer and template
 * @param loader makes drafts for it
 * @param tokenizerHash SHA-256 of its tokenizer, hex
 */
record TargetParts(EngineText text, DraftLoader loader, String tokenizerHash) {}
