package io.vsd.local.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogManager;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Entry point of the broker process: formats the data directory when it is new, starts one combined
 * broker and controller, creates the topics, prints the ready line and shuts down cleanly on
 * SIGTERM.
 */
public final class BrokerMain {
  /** Start of the line on standard output that says clients may connect. */
  public static final String READY_PREFIX = "vsd-broker ready on ";

  private BrokerMain() {}

  /** Runs until SIGTERM. Options: {@code --data-dir DIR --port N --controller-port N}. */
  public static void main(String[] args) throws Exception {
    BrokerSettings settings;
    try {
      settings = BrokerSettings.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("vsd-broker: " + e.getMessage());
      System.exit(2);
      return;
    }
    quietLogs();
    format(settings);
    KafkaConfig config = new KafkaConfig(settings.serverProperties());
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    AtomicBoolean stopping = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (stopping.compareAndSet(false, true)) {
                    server.shutdown();
                  }
                },
                "broker-shutdown"));
    server.startup();
    Topics.create(settings.bootstrapServers());
    System.out.println(READY_PREFIX + settings.bootstrapServers());
    System.out.flush();
    server.awaitShutdown();
  }

  private static void quietLogs() throws IOException {
    try (InputStream in =
        BrokerMain.class.getResourceAsStream("/io/vsd/local/logging.properties")) {
      if (in != null) {
        LogManager.getLogManager().readConfiguration(in);
      }
    }
  }

  private static void format(BrokerSettings settings) throws Exception {
    Path dataDir = settings.dataDir().toAbsolutePath();
    if (Files.exists(dataDir.resolve("meta.properties"))) {
      return;
    }
    createDirectory(dataDir);
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(BrokerSettings.NODE_ID)
            .setClusterId(Uuid.randomUuid().toString())
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
            .setMetadataLogDirectory(dataDir.toString())
            .setReleaseVersion(MetadataVersion.latestProduction());
    formatter.addDirectory(dataDir.toString());
    formatter.run();
  }

  private static void createDirectory(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
    } catch (IOException e) {
      throw new IllegalStateException("cannot create the data directory " + dataDir, e);
    }
  }
}
