/**
 * The whole loop shown in a few minutes: speed and equality of plain and speculative decoding, then
 * traffic from which the trainer learns until a better draft serves. What is measured is kept apart
 * from what is learned from: measured prompts are sent without consent, so they never reach the
 * log. The figures on the terminal and in the JSON are the same objects.
 */
@NullMarked
package io.vsd.local.demo;

import org.jspecify.annotations.NullMarked;
