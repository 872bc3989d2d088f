/**
 * Chooses what computes: the backend that serves a device's name. Whoever runs a model opens it
 * here and sees the interfaces of {@code engine.model} and {@code engine.draft} alone. It holds no
 * state.
 */
@NullMarked
package io.vsd.engine.backend;

import org.jspecify.annotations.NullMarked;
