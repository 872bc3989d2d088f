package io.vsd.local.cluster;

import java.util.Locale;

/** What a process of the cluster does. */
public enum ServiceRole {
  /** Kafka. */
  BROKER(""),
  /** The target model. */
  VERIFIER("verifier-service"),
  /** The front door and the draft. */
  DRAFT("draft-service"),
  /** Learning. */
  TRAINER("trainer-service");

  private final String module;

  ServiceRole(String module) {
    this.module = module;
  }

  String module() {
    return module;
  }

  /** Lower-case name, also the stem of log files. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
