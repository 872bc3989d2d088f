package io.vsd.draft.decoding;

/**
 * One token of the text with its provenance.
 *
 * @param id token id
 * @param acceptedDepth depth in the proposal at which it was accepted, from 1; 0 when the target
 *     chose it
 */
public record CommittedToken(int id, int acceptedDepth) {}
