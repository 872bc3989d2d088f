/**
 * The target network: weights on a device, keys and values by slot, tree attention and features.
 * Its forward pass is one TorchScript program. Everything native dies in the scope that made it.
 */
@NullMarked
package io.vsd.engine.model;

import org.jspecify.annotations.NullMarked;
