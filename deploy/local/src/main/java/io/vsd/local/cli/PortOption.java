package io.vsd.local.cli;

import io.vsd.local.ports.PortChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ports a cluster listens on. */
final class PortOption {
  @Option(
      names = "--port-base",
      paramLabel = "N",
      description = {
        "fix the ports: HTTP at N (draft), N+1 (verifier), N+2 (trainer), gRPC at N+10, N+11, N+12,",
        "Kafka at N+20 and N+21, further verifiers from N+3 and N+13 (default: 8080-8082, 9000-9002,",
        "9092 and 9093, or others where those are taken)"
      })
  private @Nullable Integer base;

  PortChoice choice() {
    Integer fixed = base;
    return fixed == null
        ? new PortChoice.Documented()
        : WrongOptionException.read(() -> new PortChoice.Fixed(fixed));
  }
}
