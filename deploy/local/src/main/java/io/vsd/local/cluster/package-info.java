/**
 * The one-machine cluster as operating-system processes: which commands start it, on which ports,
 * when it is ready, and how it is stopped. Each process gets a thread budget so that they do not
 * stall each other on few cores, and the trainer yields the processor to everything else. The state
 * of a running cluster is a file, so that any later command finds it.
 */
@NullMarked
package io.vsd.local.cluster;

import org.jspecify.annotations.NullMarked;
