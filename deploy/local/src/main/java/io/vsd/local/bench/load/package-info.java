/**
 * How plain decoding through the whole cluster holds up: several sessions at once, and one beside a
 * program that keeps a core busy. Arrival times of tokens are looked at in pure code; the shell
 * only asks for the replies.
 */
@NullMarked
package io.vsd.local.bench.load;

import org.jspecify.annotations.NullMarked;
