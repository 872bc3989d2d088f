/**
 * Our decoding against other runtimes on the same weights, prompts and threads. Each contender
 * answers the same token ids in turn, within the same minutes; what is compared lies seconds apart.
 * The runtimes that are not ours run as processes of their own that speak JSON lines.
 */
@NullMarked
package io.vsd.local.bench.peers;

import org.jspecify.annotations.NullMarked;
