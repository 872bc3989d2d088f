package io.vsd.verifier.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.util.Optional;

/** Everything an operator can set; an unknown key below {@code vsd} fails the start. */
@ConfigMapping(prefix = "vsd")
public interface VerifierSettings {
  /** Target model: hub id in the local cache, or path of a model directory or GGUF file. */
  @NotBlank
  @WithDefault("HuggingFaceTB/SmolLM2-135M-Instruct")
  String model();

  /** CPU threads of a forward pass. Range 1 to the machine's cores. */
  @WithDefault("2")
  @Min(1)
  @Max(256)
  int threads();

  /** The log. */
  @Valid
  Kafka kafka();

  /** The verifier. */
  @Valid
  Verifier verifier();

  /** Where the log is. */
  interface Kafka {
    /** Brokers, host:port[,host:port]. Absent or empty: rounds are not logged. */
    Optional<String> bootstrapServers();
  }

  /** The verifier's own settings. */
  interface Verifier {
    /**
     * Form of the weights: stored (as in the model's files), fp32, fp16 or bf16. Each is a target
     * of its own with its own fingerprint.
     */
    @NotBlank
    @WithDefault("stored")
    String precision();

    /** Where the model runs: cpu, cuda or cuda:N. */
    @NotBlank
    @WithDefault("cpu")
    String device();

    /**
     * Longest text in tokens, prompt included; the model's own limit applies too. Range 2 to 32768.
     */
    @WithDefault("2048")
    @Min(2)
    @Max(32_768)
    int maxContextTokens();

    /** Sessions open at once, each with a cache for its whole text. Range 1 to 1024. */
    @WithDefault("16")
    @Min(1)
    @Max(1024)
    int maxSessions();

    /** Most nodes of a proposal. Range 1 to 127. */
    @WithDefault("64")
    @Min(1)
    @Max(127)
    int maxTreeNodes();

    /** Deepest node of a proposal. Range 1 to 64. */
    @WithDefault("16")
    @Min(1)
    @Max(64)
    int maxTreeDepth();

    /** Session commands that may wait for the device; more are refused. Range 1 to 65536. */
    @WithDefault("256")
    @Min(1)
    @Max(65_536)
    int maxQueuedCommands();

    /**
     * Rows of one forward over all sessions: drafted nodes, plain steps and prompt tokens. What
     * does not fit waits for the next one. Range 1 to 1024.
     */
    @WithDefault("64")
    @Min(1)
    @Max(1024)
    int maxBatchRows();

    /**
     * Prompt tokens in one forward while replies run, which wait that much longer for their next
     * token. Range 1 to 64.
     */
    @WithDefault("8")
    @Min(1)
    @Max(64)
    int prefillChunkRows();

    /** Prompt beginnings that are computed once. */
    @Valid
    PrefixCache prefixCache();

    /** Requests to score that may wait; more are refused. Range 1 to 4096. */
    @WithDefault("16")
    @Min(1)
    @Max(4096)
    int maxQueuedScores();

    /**
     * Milliseconds that open sessions get to end after the service was told to stop. Range 0 to
     * 600000.
     */
    @WithDefault("5000")
    @Min(0)
    @Max(600_000)
    long drainMs();

    /** What the log may hold. */
    @Valid
    Events events();
  }

  /** Keys, values and features of prompt beginnings, kept for sessions that begin alike. */
  interface PrefixCache {
    /**
     * Whose prompts a session may reuse: none, tenant (those of its own tenant, which is the
     * default tenant where a request names none) or shared (everybody's; answering times then tell
     * a tenant whether another one sent the same beginning).
     */
    @WithDefault("tenant")
    Sharing scope();

    /**
     * Bytes that may be kept; the least recently used go first. 0 keeps nothing. CPU only. Range 0
     * to 1 TiB.
     */
    @WithDefault("268435456")
    @Min(0)
    @Max(1_099_511_627_776L)
    long maxBytes();
  }

  /** Who shares prompt beginnings. */
  enum Sharing {
    NONE,
    TENANT,
    SHARED
  }

  /** Round events. */
  interface Events {
    /** Topic of round events. */
    @NotBlank
    @WithDefault("vsd.speculation-rounds.v1")
    String topic();

    /** Most that is logged whatever requests consent to: off, metrics-only or full. */
    @WithDefault("full")
    Mode consent();

    /** Records that may wait for the log; newer ones are dropped. Range 1 to 1000000. */
    @WithDefault("4096")
    @Min(1)
    @Max(1_000_000)
    int maxRecords();

    /**
     * Bytes that may wait for the log, and again as many inside the Kafka client. Range 1 MiB to 4
     * GiB.
     */
    @WithDefault("33554432")
    @Min(1_048_576)
    @Max(4_294_967_296L)
    long maxBytes();
  }

  /** How much may be logged. */
  enum Mode {
    OFF,
    METRICS_ONLY,
    FULL
  }
}
