package io.vsd.verifier.target;

/**
 * What a target is.
 *
 * @param fingerprint SHA-256 over weights, tokenizer and precision, hex
 * @param modelName hub id or file name
 * @param family llama, qwen2 or qwen3
 * @param numLayers decoder layers
 * @param hiddenSize width
 * @param vocabSize token ids are below it
 * @param maxPositions longest text that the model was made for
 * @param tokenizerHash SHA-256 of the tokenizer, hex
 * @param precision configuration name of the weights' form
 * @param device where it runs
 * @param featureLayers layers whose entering states are the features
 */
public record TargetFacts(
    String fingerprint,
    String modelName,
    String family,
    int numLayers,
    int hiddenSize,
    int vocabSize,
    int maxPositions,
    String tokenizerHash,
    String precision,
    String device,
    int[] featureLayers) {}
