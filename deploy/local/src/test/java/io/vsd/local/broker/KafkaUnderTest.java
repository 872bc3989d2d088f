package io.vsd.local.broker;

import io.vsd.local.cluster.EmbeddedBroker;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A real broker for a test: a container where a Docker daemon answers, the embedded broker process
 * where none does. {@code VSD_TEST_KAFKA=docker|embedded} forces one; which one ran is printed.
 */
final class KafkaUnderTest implements AutoCloseable {
  /** Of the version that the embedded broker has, which the build passes in. */
  private static final String IMAGE = "apache/kafka:" + System.getProperty("kafka.version");

  private static final Logger TESTCONTAINERS = Logger.getLogger("org.testcontainers");

  private final String bootstrapServers;
  private final AutoCloseable running;

  private KafkaUnderTest(String bootstrapServers, AutoCloseable running) {
    this.bootstrapServers = bootstrapServers;
    this.running = running;
  }

  static KafkaUnderTest start(String name) throws Exception {
    String forced = System.getenv().getOrDefault("VSD_TEST_KAFKA", "");
    boolean docker =
        switch (forced) {
          case "docker" -> true;
          case "embedded" -> false;
          case "" -> dockerAnswers();
          default -> throw new IllegalArgumentException("VSD_TEST_KAFKA=" + forced);
        };
    System.out.println("Kafka under test: " + (docker ? "container " + IMAGE : "embedded broker"));
    if (docker) {
      KafkaContainer container = new KafkaContainer(IMAGE);
      container.start();
      return new KafkaUnderTest(container.getBootstrapServers(), container);
    }
    EmbeddedBroker broker = EmbeddedBroker.start(name);
    return new KafkaUnderTest(broker.address(), broker);
  }

  private static boolean dockerAnswers() {
    // The probe reports each strategy that failed at length.
    TESTCONTAINERS.setLevel(Level.OFF);
    boolean answers = DockerClientFactory.instance().isDockerAvailable();
    TESTCONTAINERS.setLevel(Level.WARNING);
    return answers;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker under test did not stop", e);
    }
  }
}
