package io.vsd.local.cli;

/** Exit codes of every command; 4, 5 and 130 come from the launcher script and the JVM. */
final class ExitCodes {
  static final int OK = 0;

  /** The command ran and what it was asked for failed. */
  static final int FAILED = 1;

  /** Unknown option, missing or malformed argument. */
  static final int USAGE = 2;

  /** No cluster runs, one runs that is in the way, or a service did not start. */
  static final int CLUSTER = 3;

  private ExitCodes() {}
}
