package io.vsd.local.ports;

/**
 * What a port is for: its documented number, and its place in a block of fixed ports. Each further
 * verifier has the next but one of the documented numbers, and the next free place of a block.
 */
public enum PortUse {
  DRAFT_HTTP(8080, 0),
  VERIFIER_HTTP(8081, 1),
  TRAINER_HTTP(8082, 2),
  DRAFT_GRPC(9000, 10),
  VERIFIER_GRPC(9001, 11),
  TRAINER_GRPC(9002, 12),
  KAFKA(9092, 20),
  KAFKA_CONTROLLER(9093, 21);

  /** Ports of a block, from its base on. */
  public static final int BLOCK = 22;

  /** Verifiers that a block has room for. */
  public static final int VERIFIERS_OF_A_BLOCK = 8;

  private final int documented;
  private final int offset;

  PortUse(int documented, int offset) {
    this.documented = documented;
    this.offset = offset;
  }

  /** The documented port of the {@code number}-th service of its kind, counted from 1. */
  int documented(int number) {
    return documented + 2 * (number - 1);
  }

  /** The port of that service in the block that begins at {@code base}. */
  int inBlock(int base, int number) {
    if (number > VERIFIERS_OF_A_BLOCK) {
      throw new IllegalArgumentException(
          "--port-base leaves room for %d verifiers, not for %d"
              .formatted(VERIFIERS_OF_A_BLOCK, number));
    }
    return base + offset + (number == 1 ? 0 : number);
  }
}
