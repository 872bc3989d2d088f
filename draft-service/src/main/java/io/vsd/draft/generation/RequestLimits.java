package io.vsd.draft.generation;

import io.vsd.draft.decoding.RecordingConsent;

/**
 * What clients may ask for, and what they get where they do not say.
 *
 * @param maxPromptChars characters of a prompt or of all messages together
 * @param maxMessages messages of a conversation
 * @param maxTokens generated tokens at most
 * @param defaultMaxTokens generated tokens where a request does not say
 * @param speculation whether requests that do not say are decoded with speculation
 * @param consent default and ceiling of what may be logged
 */
public record RequestLimits(
    int maxPromptChars,
    int maxMessages,
    int maxTokens,
    int defaultMaxTokens,
    boolean speculation,
    RecordingConsent consent) {}
