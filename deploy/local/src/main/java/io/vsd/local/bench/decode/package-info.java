/**
 * What speculation is worth: the same replies plainly and with the draft, in alternating pairs
 * through the whole cluster, by category of prompt, temperature and sessions at once.
 */
@NullMarked
package io.vsd.local.bench.decode;

import org.jspecify.annotations.NullMarked;
