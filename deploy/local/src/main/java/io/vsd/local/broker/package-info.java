/**
 * The real Kafka broker as a process of its own: one node, KRaft, started from Maven artifacts. It
 * formats its data directory once, creates the topics of the cluster with their cleanup policies
 * and prints one line when clients may connect. Kafka's internal classes are used here and nowhere
 * else.
 */
@NullMarked
package io.vsd.local.broker;

import org.jspecify.annotations.NullMarked;
