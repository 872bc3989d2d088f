package io.vsd.local.cluster;

import io.vsd.local.startup.ServiceLog;
import io.vsd.local.startup.StartDiagnosis;
import io.vsd.local.startup.StartFailure;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits until started processes serve, and says why one does not. */
final class Readiness implements AutoCloseable {
  private static final long POLL_MS = 200;
  private static final int LOG_LINES = 400;

  /** A trainer runs when nothing else wants the processor, so a busy machine keeps it waiting. */
  private static final int YIELDING_PATIENCE = 3;

  private final Duration limit;
  private final StartupListener listener;
  private final long begin = System.nanoTime();
  private final List<String> ready = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  /** A wait of at most this long for each group of processes. */
  Readiness(Duration limit, StartupListener listener) {
    this.limit = limit;
    this.listener = listener;
  }

  /** Returns when all of them serve. */
  void await(List<ServiceProcess> services) throws ServiceFailedException, InterruptedException {
    List<ServiceProcess> waiting = new ArrayList<>(services);
    long started = System.nanoTime();
    while (true) {
      for (ServiceProcess service : List.copyOf(waiting)) {
        if (service.isReady(http)) {
          waiting.remove(service);
          ready.add(service.name());
        } else {
          mustGoOn(service);
        }
      }
      listener.progress(
          List.copyOf(ready),
          waiting.stream().map(ServiceProcess::name).toList(),
          Duration.ofNanos(System.nanoTime() - begin));
      if (waiting.isEmpty()) {
        return;
      }
      for (ServiceProcess service : waiting) {
        mustBeInTime(service, Duration.ofNanos(System.nanoTime() - started));
      }
      Thread.sleep(POLL_MS);
    }
  }

  private static void mustGoOn(ServiceProcess service) throws ServiceFailedException {
    // Asked before the log is read: what it wrote last is there when it has ended.
    boolean ended = !service.isAlive();
    List<String> log = service.logTail(LOG_LINES);
    Optional<StartFailure> failure =
        ended
            ? Optional.of(StartDiagnosis.ended(log, service.exitCode()))
            : new ServiceLog(log).fatal();
    if (failure.isPresent()) {
      throw new ServiceFailedException(service, failure.get());
    }
  }

  private void mustBeInTime(ServiceProcess service, Duration waited) throws ServiceFailedException {
    boolean yields = service.spec().role() == ServiceRole.TRAINER;
    Duration patience = yields ? limit.multipliedBy(YIELDING_PATIENCE) : limit;
    if (waited.compareTo(patience) > 0) {
      throw new ServiceFailedException(
          service, StartDiagnosis.late(service.logTail(LOG_LINES), patience.toSeconds()));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
