package io.vsd.verifier.session;

import io.vsd.engine.tokentree.TokenTree;

/**
 * The command of one round.
 *
 * @param round 1, 2, 3 …
 * @param tree drafted tokens, empty for plain decoding
 * @param draftVersion who drafted, for the log
 * @param draftNanos how long that took, for the log
 */
public record RoundProposal(long round, TokenTree tree, String draftVersion, long draftNanos) {}
