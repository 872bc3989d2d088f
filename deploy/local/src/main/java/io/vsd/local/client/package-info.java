/**
 * The command line's view of the services: plain blocking calls over gRPC. Replies are collected
 * into records, failures become one exception with a sentence for people. Prompts and texts pass
 * through and are never logged.
 */
@NullMarked
package io.vsd.local.client;

import org.jspecify.annotations.NullMarked;
