package io.vsd.draft.decoding;

import io.vsd.engine.expert.ExpertKind;
import org.jspecify.annotations.Nullable;

/**
 * One token of the text with its provenance.
 *
 * @param id token id
 * @param acceptedDepth depth in the proposal at which it was accepted, from 1; 0 when the target
 *     chose it
 * @param expert that it owes most to; null when the target chose it
 */
public record CommittedToken(int id, int acceptedDepth, @Nullable ExpertKind expert) {}
