/**
 * Puts the trainer together and starts its one thread.
 *
 * <p>What an operator can get wrong (model, initial checkpoint, registry) is checked before the
 * service is ready. What may come and go (broker, verifiers) is waited for while it runs.
 */
@NullMarked
package io.vsd.trainer.startup;

import org.jspecify.annotations.NullMarked;
