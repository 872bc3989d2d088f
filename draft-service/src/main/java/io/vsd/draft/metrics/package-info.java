/**
 * What an operator can watch. Counters keep vLLM's names under our prefix, so that known dashboards
 * carry over. The draft's version is a label of one gauge only, which keeps the number of series
 * bounded.
 */
@NullMarked
package io.vsd.draft.metrics;

import org.jspecify.annotations.NullMarked;
