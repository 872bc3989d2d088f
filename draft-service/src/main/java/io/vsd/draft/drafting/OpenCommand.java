package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Generation;

/**
 * What a verifier needs to take a session over.
 *
 * @param request the request
 * @param tokens prompt and committed tokens
 * @param expectedFingerprint of the target; empty accepts any
 * @param features whether target features come back
 */
public record OpenCommand(
    Generation request, int[] tokens, String expectedFingerprint, boolean features) {}
