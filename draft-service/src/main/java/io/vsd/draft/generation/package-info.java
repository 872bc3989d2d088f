/**
 * The clients' door. {@link io.vsd.draft.generation.GenerationEndpoint} admits requests and gives
 * each a thread of its own, {@link io.vsd.draft.generation.GenerationMapper} is the one place where
 * what a client sent is judged, {@link io.vsd.draft.generation.ReplyStream} lets a slow reader slow
 * only itself. Prompts and texts never reach a log.
 */
@NullMarked
package io.vsd.draft.generation;

import org.jspecify.annotations.NullMarked;
