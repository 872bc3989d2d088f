/**
 * Draft checkpoints: what they hold, how they lie on disk and what makes one fit a target. A
 * checkpoint is immutable: it is written once, under a temporary name, and then renamed. Reading
 * verifies hash and sizes; validating names every fault before a model is built from it.
 */
@NullMarked
package io.vsd.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
