/**
 * Which ports a cluster listens on: the documented ones where nobody has them, others where
 * somebody does, or a fixed block. A port counts as taken when anybody listens on it on any address
 * of the machine, because clients that say {@code localhost} may reach either. Where a person fixed
 * the ports, the answer names the process that is in the way, as far as /proc tells.
 */
@NullMarked
package io.vsd.local.ports;

import org.jspecify.annotations.NullMarked;
