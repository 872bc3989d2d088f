package io.vsd.verifier.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vsd.engine.startup.StartRefusal;
import io.vsd.verifier.config.VerifierSettings;
import io.vsd.verifier.speculation.OpenDoors;
import io.vsd.verifier.speculation.VerifierDoors;
import io.vsd.verifier.target.TargetFacts;
import org.jboss.logging.Logger;

/**
 * The life of the process: load, open the doors, wait, drain, close. Health answers from the
 * beginning, so that an orchestrator sees the start; a model that cannot be loaded ends the process
 * with one line and exit code 1.
 */
public class VerifierApplication implements QuarkusApplication {
  private static final Logger LOG = Logger.getLogger(VerifierApplication.class);

  private final VerifierSettings settings;
  private final MeterRegistry registry;
  private final OpenDoors doors;

  public VerifierApplication(VerifierSettings settings, MeterRegistry registry, OpenDoors doors) {
    this.settings = settings;
    this.registry = registry;
    this.doors = doors;
  }

  @Override
  public int run(String... arguments) throws InterruptedException {
    try (VerifierStart start = new VerifierStart(settings, registry)) {
      VerifierDoors opened;
      try {
        opened = start.start();
      } catch (RuntimeException | Error failure) {
        StartRefusal refusal = StartRefusal.of(failure);
        if (!refusal.foreseen()) {
          LOG.error("the start failed", failure);
        }
        LOG.errorf("vsd-verifier cannot start: %s", refusal.reason());
        return 1;
      }
      doors.open(opened);
      announce(opened);
      Quarkus.waitForExit();
      if (!start.drain()) {
        LOG.warn("stopping with sessions open: their callers go on elsewhere");
      }
      doors.close();
      return 0;
    }
  }

  private void announce(VerifierDoors opened) {
    TargetFacts facts = opened.serving().target().facts();
    LOG.infof(
        "vsd-verifier ready: %s (%s, %s, target %.12s), log at %s",
        facts.modelName(),
        facts.precision(),
        facts.device(),
        facts.fingerprint(),
        settings.kafka().bootstrapServers().filter(b -> !b.isBlank()).orElse("-"));
  }
}
