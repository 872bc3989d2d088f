package io.vsd.local.client;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

/** Plain-text channels to services on this machine. */
final class Channels {
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  private Channels() {}

  static ManagedChannel open(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("address is not host:port: " + address);
    }
    return ManagedChannelBuilder.forAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))
        .usePlaintext()
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .build();
  }
}
