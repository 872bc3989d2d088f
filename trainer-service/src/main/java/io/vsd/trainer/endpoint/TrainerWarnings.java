package io.vsd.trainer.endpoint;

import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.loop.TrainerProgress.Target;
import io.vsd.trainer.registry.Damage;
import java.util.ArrayList;
import java.util.List;

/** What an operator should read, in sentences. */
final class TrainerWarnings {

  private static final int DIGITS = 12;

  private TrainerWarnings() {}

  static List<String> of(TrainerProgress progress, List<Damage> damages) {
    List<String> warnings = new ArrayList<>();
    String failure = progress.trouble().failure();
    if (!failure.isEmpty()) {
      warnings.add("the trainer failed and begins again: " + failure);
    }
    if (!progress.trouble().serving().isEmpty()) {
      warnings.add(progress.trouble().serving());
    }
    for (Damage damage : damages) {
      warnings.add(
          "checkpoint %s was damaged (%s) and lies in %s; remove that directory when it is of no more use"
              .formatted(damage.id(), damage.reason(), damage.directory()));
    }
    Target own = progress.targets().own();
    for (Target other : progress.targets().others()) {
      warnings.add(
          "verifier %s serves %s, the trainer learns for %s: its sessions are not learned from; %s"
              .formatted(other.address(), name(other), name(own), advice(own, other)));
    }
    TrainerProgress.Sessions sessions = progress.memory().sessions();
    if (sessions.ofOthers() > 0 && sessions.ofTarget() == 0) {
      warnings.add(
          "none of the %d sessions in the log is of the target that the trainer learns for, %s; the newest is of target %s"
              .formatted(sessions.ofOthers(), name(own), digits(sessions.otherTarget())));
    }
    return warnings;
  }

  private static String advice(Target own, Target other) {
    return own.model().equals(other.model()) && !own.precision().equals(other.precision())
        ? "set vsd.trainer.precision=%s".formatted(other.precision())
        : "give both the same vsd.model";
  }

  private static String name(Target target) {
    return "%s in %s (target %s)"
        .formatted(target.model(), target.precision(), digits(target.fingerprint()));
  }

  private static String digits(String fingerprint) {
    return fingerprint.substring(0, Math.min(DIGITS, fingerprint.length()));
  }
}
