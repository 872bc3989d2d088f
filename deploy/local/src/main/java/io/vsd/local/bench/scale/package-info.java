/**
 * What a forward costs as rows, context and sessions grow: curves measured in a process of their
 * own, their exponents, and plots.
 */
@NullMarked
package io.vsd.local.bench.scale;

import org.jspecify.annotations.NullMarked;
