/**
 * Sizes, before anything is started: how large a model is, and how much memory this machine has
 * left for processes. Both are read, neither is changed. What a service needs for a model is the
 * cluster's business, which adds the two up.
 */
@NullMarked
package io.vsd.local.memory;

import org.jspecify.annotations.NullMarked;
