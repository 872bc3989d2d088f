package io.vsd.draft.bootstrap;

import io.vsd.draft.drafting.DeviceThread;
import io.vsd.draft.metrics.DraftMetrics;

/**
 * What serving is done with and watched by.
 *
 * @param device the draft's thread
 * @param metrics counters
 */
record ServingInstruments(DeviceThread device, DraftMetrics metrics) {}
