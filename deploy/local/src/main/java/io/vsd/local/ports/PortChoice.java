package io.vsd.local.ports;

/** How the ports of a cluster are chosen. */
public sealed interface PortChoice {

  /** The documented ones; where one is taken, another, so that several clusters run at once. */
  record Documented() implements PortChoice {}

  /** Any free ones, as tests want them. */
  record AnyFree() implements PortChoice {}

  /**
   * A block of ports; one that is taken is an error.
   *
   * @param base first port of the block
   */
  record Fixed(int base) implements PortChoice {
    private static final int HIGHEST = 65535;

    public Fixed {
      if (base < 1 || base + PortUse.BLOCK - 1 > HIGHEST) {
        throw new IllegalArgumentException(
            "--port-base is the first of %d ports: it must lie between 1 and %d, not %d"
                .formatted(PortUse.BLOCK, HIGHEST - PortUse.BLOCK + 1, base));
      }
    }
  }
}
