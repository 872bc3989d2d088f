package io.vsd.local.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Where one broker lives and listens, and the server settings that follow from it.
 *
 * @param dataDir directory of the log segments and the metadata log; formatted when empty
 * @param port port of the client listener on 127.0.0.1
 * @param controllerPort port of the controller listener on 127.0.0.1
 */
record BrokerSettings(Path dataDir, int port, int controllerPort) {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  BrokerSettings {
    requirePort("port", port);
    requirePort("controller-port", controllerPort);
    if (port == controllerPort) {
      throw new IllegalArgumentException("port and controller-port are both " + port);
    }
  }

  /** Reads {@code --data-dir DIR --port N --controller-port N}. */
  static BrokerSettings parse(String[] args) {
    Path dataDir = Path.of(".vsd", "kafka");
    int port = 9092;
    int controllerPort = 9093;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("option without a value: " + args[i]);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--data-dir" -> dataDir = Path.of(value);
        case "--port" -> port = Integer.parseInt(value);
        case "--controller-port" -> controllerPort = Integer.parseInt(value);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new BrokerSettings(dataDir, port, controllerPort);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  Properties serverProperties() {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(NODE_ID));
    p.setProperty("log.dirs", dataDir.toAbsolutePath().toString());
    p.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(port, CONTROLLER_LISTENER, controllerPort));
    p.setProperty("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
    p.setProperty("controller.listener.names", CONTROLLER_LISTENER);
    p.setProperty(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    p.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    p.setProperty("auto.create.topics.enable", "false");
    oneOfEverything(p);
    // The default of 128 MB is heap and ends a small broker with OutOfMemoryError at start.
    p.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    // After kill -9 the next start waits for the old registration: 13 s by default, 3 s with these.
    p.setProperty("broker.session.timeout.ms", "1000");
    p.setProperty("broker.heartbeat.interval.ms", "250");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("message.max.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
    return p;
  }

  private static void oneOfEverything(Properties p) {
    for (String key :
        new String[] {
          "offsets.topic.replication.factor",
          "offsets.topic.num.partitions",
          "transaction.state.log.replication.factor",
          "transaction.state.log.num.partitions",
          "transaction.state.log.min.isr",
          "share.coordinator.state.topic.replication.factor",
          "share.coordinator.state.topic.num.partitions",
          "share.coordinator.state.topic.min.isr",
          "min.insync.replicas",
          "default.replication.factor"
        }) {
      p.setProperty(key, "1");
    }
  }

  private static void requirePort(String name, int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(name + " out of range: " + port);
    }
  }
}
