package io.vsd.engine.hub;

import java.nio.file.Path;

/**
 * A model in the hub cache.
 *
 * @param id hub id, such as {@code HuggingFaceTB/SmolLM2-135M-Instruct}
 * @param revision commit, or the name of the package that it came from
 * @param path what {@link ModelDirectory#open} takes
 * @param bytes size of all its files
 */
public record CachedModel(String id, String revision, Path path, long bytes) {}
