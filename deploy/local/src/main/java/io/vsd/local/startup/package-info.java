/**
 * Why a service did not start, in one sentence. The sentence is made from the end of the service's
 * log and the code that it ended with; a stack trace never reaches the terminal, the log has it.
 * Nothing here starts or reads anything.
 */
@NullMarked
package io.vsd.local.startup;

import org.jspecify.annotations.NullMarked;
