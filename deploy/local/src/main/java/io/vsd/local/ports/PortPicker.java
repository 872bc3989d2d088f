package io.vsd.local.ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Hands out ports that nobody listens on, each at most once. Between the answer and the service's
 * own bind another program may take the port; the service then fails to start and says so.
 */
public final class PortPicker {
  /** Distance of the ports tried next, so that those of one cluster stay recognisable. */
  private static final int STEP = 100;

  private static final int TRIES = 10;

  private final PortChoice choice;
  private final Set<Integer> given = new HashSet<>();

  /** A picker for one cluster. */
  public PortPicker(PortChoice choice) {
    this.choice = choice;
  }

  /**
   * A port for the {@code number}-th service of its kind, counted from 1.
   *
   * @throws PortTakenException if a person fixed it and somebody has it
   */
  public int pick(PortUse use, int number) throws PortTakenException {
    int port =
        switch (choice) {
          case PortChoice.Documented() -> near(use.documented(number));
          case PortChoice.AnyFree() -> anyFree();
          case PortChoice.Fixed(int base) -> fixed(use.inBlock(base, number));
        };
    given.add(port);
    return port;
  }

  private int near(int documented) {
    for (int i = 0; i < TRIES; i++) {
      int port = documented + i * STEP;
      if (!given.contains(port) && isFree(port)) {
        return port;
      }
    }
    return anyFree();
  }

  private static int fixed(int port) throws PortTakenException {
    if (isFree(port)) {
      return port;
    }
    String holder = PortHolder.of(port).map(h -> " by " + h).orElse("");
    throw new PortTakenException(
        "port %d is taken%s: choose another --port-base, or leave it out to get ports that are free"
            .formatted(port, holder));
  }

  /** Whether nobody listens there on any address, of either protocol family. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private int anyFree() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        if (!given.contains(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("no free port on this machine", e);
      }
    }
  }
}
