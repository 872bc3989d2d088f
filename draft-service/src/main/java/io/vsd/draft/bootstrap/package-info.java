/**
 * How the process comes up and goes down. {@link io.vsd.draft.bootstrap.ServiceAssembly} builds the
 * parts from the configuration, {@link io.vsd.draft.bootstrap.ServiceLifecycle} starts and stops
 * them in order. Quarkus is met here and at the endpoints only.
 */
@NullMarked
package io.vsd.draft.bootstrap;

import org.jspecify.annotations.NullMarked;
