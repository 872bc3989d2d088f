package io.vsd.verifier.speculation;

import io.vsd.verifier.events.RoundLog;
import io.vsd.verifier.scheduling.DeviceScheduler;
import io.vsd.verifier.session.PrefixSharing;
import io.vsd.verifier.session.SessionLimits;
import io.vsd.verifier.target.Target;

/**
 * All that the doors need once the model is loaded.
 *
 * @param target the model, to be touched on the device thread only
 * @param scheduler owner of the device thread
 * @param limits what sessions may ask for
 * @param admission places for sessions
 * @param log round events
 * @param prefixes whose prompt beginnings a session may reuse
 * @param metrics counters
 */
public record Serving(
    Target target,
    DeviceScheduler scheduler,
    SessionLimits limits,
    SessionAdmission admission,
    RoundLog log,
    PrefixSharing prefixes,
    SpeculationMetrics metrics) {}
