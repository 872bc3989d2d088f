package io.vsd.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Hands out ports of 127.0.0.1 that nobody listens on, each at most once. Between the answer and
 * the service's own bind another program may take the port; the service then fails to start and
 * says so.
 */
final class PortPicker {
  private final boolean tryPreferred;
  private final Set<Integer> given = new HashSet<>();

  PortPicker(boolean tryPreferred) {
    this.tryPreferred = tryPreferred;
  }

  int pick(int preferred) {
    if (tryPreferred && !given.contains(preferred) && isFree(preferred)) {
      given.add(preferred);
      return preferred;
    }
    while (true) {
      int port = anyFree();
      if (given.add(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }
}
