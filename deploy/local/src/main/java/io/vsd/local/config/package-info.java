/**
 * Where things are: the checkout, its built jars, the state directory, the Java to run. It is the
 * only place of this module that reads the process environment and system properties. Everything
 * else gets a {@link io.vsd.local.config.Workspace} passed in.
 */
@NullMarked
package io.vsd.local.config;

import org.jspecify.annotations.NullMarked;
