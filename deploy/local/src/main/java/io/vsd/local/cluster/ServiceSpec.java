package io.vsd.local.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one process is started and recognised.
 *
 * @param name unique in the cluster, such as {@code verifier-2}
 * @param role what it does
 * @param command program and arguments
 * @param environment variables added to the inherited ones
 * @param port port of its gRPC or Kafka listener on 127.0.0.1
 * @param httpPort port of its HTTP side; 0 for the broker, which has none
 * @param log file that takes standard output and error
 */
record ServiceSpec(
    String name,
    ServiceRole role,
    List<String> command,
    Map<String, String> environment,
    int port,
    int httpPort,
    Path log) {
  ServiceSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  String address() {
    return "127.0.0.1:" + port;
  }
}
