package io.vsd.local.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The cluster's topics: names, partitions and what is kept. Creating them is idempotent, so a
 * broker with an older data directory gets what it lacks and loses nothing.
 */
public final class Topics {
  /** What happened in each session, keyed by session id. */
  public static final String SPECULATION_ROUNDS = "vsd.speculation-rounds.v1";

  /** Checkpoint announcements, keyed by lineage. */
  public static final String DRAFT_CHECKPOINTS = "vsd.draft-checkpoints.v1";

  /** Records that could not be read, with the reason. */
  public static final String DEAD_LETTERS = "vsd.speculation-rounds.dlq.v1";

  /** Largest record batch; feature blocks are chunked well below it. */
  public static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;

  private static final Duration CREATE_LIMIT = Duration.ofSeconds(30);
  private static final long ROUNDS_BYTES = 2L * 1024 * 1024 * 1024;

  private Topics() {}

  /**
   * Creates the topics that do not exist yet.
   *
   * @throws ExecutionException if the broker refuses one
   */
  public static void create(String bootstrapServers)
      throws ExecutionException, InterruptedException {
    Map<String, Object> config =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (Admin admin = Admin.create(config)) {
      Set<String> present = admin.listTopics().names().get();
      List<NewTopic> missing = layout().stream().filter(t -> !present.contains(t.name())).toList();
      admin.createTopics(missing).all().get(CREATE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new ExecutionException("topics were not created within " + CREATE_LIMIT, e);
    }
  }

  private static List<NewTopic> layout() {
    return List.of(
        topic(
            SPECULATION_ROUNDS,
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", days(7),
                "retention.bytes", Long.toString(ROUNDS_BYTES),
                "max.message.bytes", Integer.toString(MAX_RECORD_BYTES))),
        topic(DRAFT_CHECKPOINTS, Map.of("cleanup.policy", "compact")),
        topic(
            DEAD_LETTERS,
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", days(30),
                "max.message.bytes", Integer.toString(MAX_RECORD_BYTES))));
  }

  private static NewTopic topic(String name, Map<String, String> config) {
    return new NewTopic(name, 1, (short) 1).configs(config);
  }

  private static String days(int days) {
    return Long.toString(Duration.ofDays(days).toMillis());
  }
}
