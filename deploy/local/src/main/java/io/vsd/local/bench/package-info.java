/**
 * Measurements that are too long or too noisy for tests: what a round costs besides the device, and
 * whether native memory stays flat over many rounds and training steps. Each prints its figures and
 * returns them as JSON. They run against a cluster of their own.
 */
@NullMarked
package io.vsd.local.bench;

import org.jspecify.annotations.NullMarked;
