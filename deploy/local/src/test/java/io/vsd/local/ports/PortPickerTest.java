package io.vsd.local.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortPickerTest {

  /** On loopback, on every address, and on the other protocol family alone. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1"})
  void aPortThatSomebodyHasOnAnyAddressIsTaken(String address) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      assertThat(PortPicker.isFree(taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void aFixedPortThatIsTakenNamesPortAndHolderAndAdvisesNoKilling() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PortPicker picker = new PortPicker(new PortChoice.Fixed(taken.getLocalPort()));

      assertThatThrownBy(() -> picker.pick(PortUse.DRAFT_HTTP, 1))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is taken by java (process ")
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
          .hasMessageContaining("--port-base")
          .hasMessageNotContaining("kill");
    }
  }

  @Test
  void everyPortOfABlockIsItsOwnAndInside() {
    List<Integer> block = new ArrayList<>();
    for (PortUse use : PortUse.values()) {
      block.add(use.inBlock(20000, 1));
    }
    for (int n = 2; n <= PortUse.VERIFIERS_OF_A_BLOCK; n++) {
      block.add(PortUse.VERIFIER_HTTP.inBlock(20000, n));
      block.add(PortUse.VERIFIER_GRPC.inBlock(20000, n));
    }

    assertThat(new HashSet<>(block)).hasSameSizeAs(block);
    assertThat(block).allMatch(p -> p >= 20000 && p < 20000 + PortUse.BLOCK);
    assertThatThrownBy(() -> PortUse.VERIFIER_HTTP.inBlock(20000, 9))
        .hasMessageContaining("room for 8 verifiers");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65515, 70000})
  void aBlockBeyondTheLastPortIsRefused(int base) {
    assertThatThrownBy(() -> new PortChoice.Fixed(base))
        .hasMessageContaining("between 1 and 65514")
        .hasMessageContaining(Integer.toString(base));
  }

  @Test
  void twoPickersBesideEachOtherGetDifferentPortsWhereTheDocumentedOnesAreTaken() throws Exception {
    PortPicker picker = new PortPicker(new PortChoice.Documented());
    int first = picker.pick(PortUse.KAFKA, 1);
    int second = picker.pick(PortUse.KAFKA, 1);
    assertThat(second).isNotEqualTo(first);
    try (ServerSocket taken = new ServerSocket(first)) {
      assertThat(new PortPicker(new PortChoice.Documented()).pick(PortUse.KAFKA, 1))
          .isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void theTableOfSocketsIsReadByColumn() {
    List<String> table =
        List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0",
            "   1: 0100007F:1F90 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0",
            "   2: 0100007F:0050 0100007F:1F90 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0");

    assertThat(PortHolder.inodes(table, 8080)).containsExactly("4711");
  }
}
