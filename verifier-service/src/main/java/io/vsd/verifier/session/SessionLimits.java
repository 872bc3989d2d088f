package io.vsd.verifier.session;

/**
 * What sessions may ask for.
 *
 * @param fingerprint of the target that is served
 * @param vocabSize token ids are below it
 * @param maxContextTokens longest text, prompt included
 * @param maxTreeNodes most nodes of a proposal
 * @param maxTreeDepth deepest node of a proposal
 */
public record SessionLimits(
    String fingerprint, int vocabSize, int maxContextTokens, int maxTreeNodes, int maxTreeDepth) {}
