package io.vsd.draft.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vsd.draft.decoding.RecordingConsent;
import io.vsd.draft.model.SpecialTokensInText;
import io.vsd.engine.expert.ExpertKind;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every {@code vsd.*} key of this service; an unknown one fails the start. */
@ConfigMapping(prefix = "vsd")
public interface ServiceConfig {

  /** Hub id, directory or GGUF file of the target, for its tokenizer, template and embedding. */
  @WithDefault("HuggingFaceTB/SmolLM2-135M-Instruct")
  String model();

  /** Native threads that the draft may use; 0 takes one. */
  @WithDefault("0")
  @Min(0)
  @Max(256)
  int threads();

  /** The log. */
  Kafka kafka();

  /** The service itself. */
  Draft draft();

  /** The log. */
  interface Kafka {
    /** Brokers, host:port separated by commas; absent or empty serves without hot swap. */
    Optional<String> bootstrapServers();
  }

  /** The service itself. */
  interface Draft {
    /** Verifiers, host:port each. */
    @WithDefault("localhost:9001")
    List<String> verifiers();

    /** Directory of the bundled draft; absent or empty begins with plain decoding. */
    Optional<String> checkpoint();

    /** Trainer's gRPC address, host:port, for announcements that name none. */
    Optional<String> trainer();

    /** Directory for fetched checkpoints. */
    @WithDefault(".vsd/draft-cache")
    String cache();

    /** What may be logged of requests: default and ceiling of each request's own wish. */
    Optional<RecordingConsent> consent();

    /** Whether requests that do not say are decoded with speculation. */
    @WithDefault("true")
    boolean speculation();

    /**
     * What special tokens that people write in prompts and messages, such as {@code <|im_end|>},
     * become: parse makes them special tokens, as transformers does; text makes them text, so that
     * no message can end itself or speak for another role.
     */
    @WithDefault("parse")
    SpecialTokensInText specialTokensInText();

    /** Device of the draft: cpu or cuda[:n]. */
    @WithDefault("cpu")
    String device();

    /** Precision of the draft's linear layers: stored, fp32, fp16 or bf16. */
    @WithDefault("stored")
    String precision();

    /** Who proposes tokens; each of them alone or together, for measurements. */
    @WithDefault("network,table,lookup")
    Set<ExpertKind> experts();

    /** Bounds of proposals. */
    Tree tree();

    /** What clients may ask for. */
    Limits limits();

    /** How long to wait, in milliseconds. */
    Patience patience();
  }

  /**
   * Bounds of proposals; the verifier's own limits hold as well. Within them each round's tree is
   * as large as pays by measured costs.
   */
  interface Tree {
    /** Nodes of a tree; 0 decodes plainly. */
    @WithDefault("16")
    @Min(0)
    @Max(256)
    int maxNodes();

    /** Depth of a tree. */
    @WithDefault("8")
    @Min(1)
    @Max(64)
    int maxDepth();

    /** Propose trees as large as the bounds whatever they cost: for measurements and tests. */
    @WithDefault("false")
    boolean whole();
  }

  /** What clients may ask for. */
  interface Limits {
    /** Requests at once; more are refused with RESOURCE_EXHAUSTED. */
    @WithDefault("32")
    @Min(1)
    int maxSessions();

    /** Characters of a prompt or of all messages together. */
    @WithDefault("400000")
    @Min(1)
    int maxPromptChars();

    /** Messages of a conversation. */
    @WithDefault("1000")
    @Min(1)
    int maxMessages();

    /** Generated tokens that a request may ask for. */
    @WithDefault("8192")
    @Min(1)
    int maxTokens();

    /** Generated tokens where a request does not say. */
    @WithDefault("256")
    @Min(1)
    int defaultMaxTokens();

    /** Bytes of target features kept for a session. */
    @WithDefault("134217728")
    @Min(0)
    long maxFeatureBytes();

    /** Bytes of one message from a verifier. */
    @WithDefault("268435456")
    @Min(4194304)
    int maxMessageBytes();

    /** Bytes of a fetched checkpoint. */
    @WithDefault("4294967296")
    @Min(1)
    long maxCheckpointBytes();

    /** Drafting work that may wait for the device. */
    @WithDefault("64")
    @Min(1)
    int maxQueuedDrafts();
  }

  /** How long to wait, in milliseconds. */
  interface Patience {
    /** A whole request. */
    @WithDefault("600000")
    @Min(1)
    long requestMs();

    /** A client that does not read. */
    @WithDefault("30000")
    @Min(1)
    long slowReaderMs();

    /** A verifier to open a session, prefill included. */
    @WithDefault("60000")
    @Min(1)
    long openMs();

    /** A verdict. */
    @WithDefault("30000")
    @Min(1)
    long verdictMs();

    /** A proposal of the draft; then the round is decoded plainly. */
    @WithDefault("2000")
    @Min(1)
    long draftMs();

    /** Tries in a row to open another stream, or to find room for a first one. */
    @WithDefault("64")
    @Min(1)
    int reopenAttempts();

    /** Pause before the second of these tries; doubles. */
    @WithDefault("50")
    @Min(0)
    long firstBackoffMs();

    /** Ceiling of that pause. */
    @WithDefault("2000")
    @Min(1)
    long maxBackoffMs();

    /** Pause between questions to verifiers that do not answer. */
    @WithDefault("1000")
    @Min(10)
    long probeMs();
  }
}
