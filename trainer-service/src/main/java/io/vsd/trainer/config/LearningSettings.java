package io.vsd.trainer.config;

import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** Keys below {@code vsd.trainer}. */
public interface LearningSettings {

  /** Directory of the checkpoint registry; created when absent, one subdirectory a lineage. */
  @WithDefault(".vsd/registry")
  Path registry();

  /**
   * Directory of the draft to start a lineage from. Absent: one is made from the target's own
   * weights.
   */
  Optional<Path> initialCheckpoint();

  /** What steps move the draft towards: vsd or eagle3. */
  @WithDefault("vsd")
  @Pattern(regexp = "vsd|eagle3")
  String objective();

  /** Seed of everything random. */
  @WithDefault("1")
  long seed();

  /**
   * Precision in which the verifiers run the target; part of the fingerprint. stored, fp32, fp16 or
   * bf16.
   */
  @WithDefault("stored")
  @Pattern(regexp = "stored|fp32|fp16|bf16")
  String precision();

  /** Device on which the verifiers run the target; part of the fingerprint. cpu or cuda. */
  @WithDefault("cpu")
  @Pattern(regexp = "cpu|cuda|torch-cpu")
  String targetDevice();

  /**
   * Fingerprint of the target whose sessions are learned from. Absent: computed from model,
   * precision and device.
   */
  Optional<String> targetFingerprint();

  /** AdamW's rate after the warm-up. Range 1e-7 to 1e-2. */
  @WithDefault("2e-4")
  @DecimalMin("1e-7")
  @DecimalMax("1e-2")
  double learningRate();

  /** Steps until that rate is reached, counted from the start of the lineage. */
  @WithDefault("8")
  @Min(0)
  int warmupSteps();

  /** The table of n-grams. */
  @Valid
  TableSettings table();

  /** How far the draft runs on its own hidden states. Range 1 to 16. */
  @WithDefault("4")
  @Min(1)
  @Max(16)
  int unrolledSteps();

  /** Sessions of one optimiser step. Range 1 to 64. */
  @WithDefault("4")
  @Min(1)
  @Max(64)
  int batchSessions();

  /** Tokens of a session that enter a step, prompt included; bounds a step's time and memory. */
  @WithDefault("256")
  @Min(16)
  @Max(4096)
  int maxSequenceTokens();

  /** When steps and candidates are due. */
  @Valid
  ScheduleSettings schedule();

  /** What is remembered. */
  @Valid
  MemorySettings memory();

  /** What a candidate must show. */
  @Valid
  PromotionSettings promotion();

  /** When and for whom training pauses. */
  @Valid
  YieldSettings yielding();

  /** Verifiers whose load makes training yield, host:port[,host:port]. Absent: it never yields. */
  Optional<String> yieldTo();

  /** Checkpoints kept besides those that serve or served last. Range 1 to 1000. */
  @WithDefault("2")
  @Min(1)
  @Max(1000)
  int keepCheckpoints();

  /** host:port at which drafts reach this service. Absent: 127.0.0.1 and the gRPC port. */
  Optional<String> fetchAddress();

  /** Names in the log. */
  TopicSettings topics();

  /** When steps and candidates are due, counted in sessions and steps, never in time. */
  interface ScheduleSettings {

    /** Training sessions after which a burst of steps follows. */
    @WithDefault("1")
    @Min(1)
    int sessionsPerBurst();

    /** Optimiser steps of a burst. */
    @WithDefault("2")
    @Min(1)
    int stepsPerBurst();

    /** Optimiser steps after which a candidate is frozen and judged. */
    @WithDefault("16")
    @Min(1)
    int stepsPerCandidate();

    /** Training sessions before the first burst. */
    @WithDefault("4")
    @Min(1)
    int minSessions();
  }

  /** Bounds of what is remembered. */
  interface MemorySettings {

    /** Heap of the replay buffer in bytes. */
    @WithDefault("201326592")
    @Positive
    long bufferBytes();

    /** Every how many-th session is held out, by hash of its id. Range 2 to 100. */
    @WithDefault("3")
    @Min(2)
    @Max(100)
    int holdOutOneIn();

    /** Held-out sessions to judge with at most; bounds the time of a judgement. */
    @WithDefault("24")
    @Min(2)
    int heldOutSessions();

    /** Heap of the held-out sessions in bytes. */
    @WithDefault("100663296")
    @Positive
    long heldOutBytes();

    /** Sessions under way at most. */
    @WithDefault("256")
    @Min(1)
    int openSessions();

    /** Heap of the sessions under way in bytes. */
    @WithDefault("201326592")
    @Positive
    long openBytes();
  }

  /** What a candidate must show, and when a promoted one is taken back. */
  interface PromotionSettings {

    /** Held-out sessions below which nothing is decided. */
    @WithDefault("8")
    @Min(2)
    int minSessions();

    /** Held-out sessions a domain needs to have a say. */
    @WithDefault("4")
    @Min(2)
    int minDomainSessions();

    /** Acceptance length that a domain may lose. */
    @WithDefault("0.05")
    @DecimalMin("0")
    double domainTolerance();

    /** Answer tokens of a held-out session that are replayed; bounds the time of a judgement. */
    @WithDefault("96")
    @Min(2)
    int replayedTokens();

    /** Nodes of the trees that replay builds; what the drafts serve with. Range 1 to 64. */
    @WithDefault("4")
    @Min(1)
    @Max(64)
    int treeNodes();

    /** Depth of those trees. Range 1 to 16. */
    @WithDefault("4")
    @Min(1)
    @Max(16)
    int treeDepth();

    /**
     * Candidates in a row, each worse than the serving draft, after which training goes back to it;
     * 0: never.
     */
    @WithDefault("4")
    @Min(0)
    int resetAfterWorse();

    /**
     * Plain rounds that one round with a proposal costs, drafting included: the tokens a round that
     * drafting must bring before a first draft is promoted. Absent: measured at each judgement,
     * from the cost curves of the verifiers in yield-to and the time that drafting takes in replay;
     * 2.5 where none of them answers. Set it to make the same checkpoints from the same log on
     * another machine. At least 1.
     */
    OptionalDouble roundCost();

    /** Rounds of parent and child that the live watch needs. */
    @WithDefault("400")
    @Min(1)
    long watchRounds();

    /** Acceptance length by which a promoted draft may stay behind its parent. */
    @WithDefault("0.1")
    @DecimalMin("0")
    double watchMargin();
  }

  /** Names in the log. */
  interface TopicSettings {

    /** What happened in each session. */
    @WithDefault("vsd.speculation-rounds.v1")
    String rounds();

    /** Checkpoint announcements. */
    @WithDefault("vsd.draft-checkpoints.v1")
    String checkpoints();

    /** Records that could not be read. */
    @WithDefault("vsd.speculation-rounds.dlq.v1")
    String deadLetters();
  }
}
