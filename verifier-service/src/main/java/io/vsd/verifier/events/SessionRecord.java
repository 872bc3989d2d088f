package io.vsd.verifier.events;

import io.vsd.engine.model.TopLogProbs;
import io.vsd.verifier.session.OpenSession;

/**
 * What is logged when a session was opened.
 *
 * @param open the command
 * @param fingerprint of the target
 * @param hiddenSize width of the target
 * @param firstToken the target's first own token
 * @param firstLaw the law that chose it
 * @param features of all of the command's tokens, little-endian fp16 [n, 3 * hidden]
 */
public record SessionRecord(
    OpenSession open,
    String fingerprint,
    int hiddenSize,
    int firstToken,
    TopLogProbs firstLaw,
    byte[] features) {}
