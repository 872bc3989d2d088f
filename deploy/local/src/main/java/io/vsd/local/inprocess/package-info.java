/**
 * The engine without the cluster around it, for measurements: entry points of Java processes that
 * load a target themselves and print JSON lines. The command line starts them and never loads a
 * model in its own small heap.
 */
@NullMarked
package io.vsd.local.inprocess;

import org.jspecify.annotations.NullMarked;
