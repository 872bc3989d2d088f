package io.vsd.trainer.registry;

import java.nio.file.Path;

/**
 * A checkpoint that cannot be read.
 *
 * @param id name of the checkpoint
 * @param directory where it lies now
 * @param reason what is wrong with it
 */
public record Damage(String id, Path directory, String reason) {}
