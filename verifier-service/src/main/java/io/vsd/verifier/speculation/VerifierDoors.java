package io.vsd.verifier.speculation;

import io.vsd.verifier.describe.ServiceDescription;
import io.vsd.verifier.scoring.ScoreDoor;

/**
 * What the endpoint opens to callers once the service is ready.
 *
 * @param serving sessions
 * @param scores scoring
 * @param description what is served
 */
public record VerifierDoors(Serving serving, ScoreDoor scores, ServiceDescription description) {}
