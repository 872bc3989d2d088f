/**
 * Trains a draft from a file of texts that the target wrote before, teacher-forced by the target:
 * how the bundled draft is made. Runs as a program of its own, without the log, the registry and
 * the service around it. The same file, options and seed give the same checkpoint.
 */
@NullMarked
package io.vsd.trainer.transcripts;

import org.jspecify.annotations.NullMarked;
