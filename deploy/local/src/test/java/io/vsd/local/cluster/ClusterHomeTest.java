package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterHomeTest {
  @TempDir Path vsd;

  private static ClusterState stateOf(long pid) {
    return new ClusterState(
        "m",
        "/state",
        List.of(
            new ClusterState.Service("draft", ServiceRole.DRAFT, pid, 0, "127.0.0.1:1", 2, "/l")));
  }

  @Test
  void clustersOfDifferentNamesHaveDirectoriesOfTheirOwn() {
    ClusterHome usual = ClusterHome.of(vsd, ClusterHome.DEFAULT);
    ClusterHome other = ClusterHome.of(vsd, "other");

    assertThat(other.fileDir()).isNotEqualTo(usual.fileDir());
    assertThat(other.stateDir()).isNotEqualTo(usual.stateDir());
    assertThat(usual.option()).isEmpty();
    assertThat(other.option()).isEqualTo(" --cluster other");
  }

  @Test
  void runningOnesAreFoundByName() throws Exception {
    long self = ProcessHandle.current().pid();
    new ClusterFile(ClusterHome.of(vsd, "b")).record(stateOf(self));
    new ClusterFile(ClusterHome.of(vsd, "a")).record(stateOf(self));
    new ClusterFile(ClusterHome.of(vsd, "ended")).record(stateOf(Long.MAX_VALUE));
    new ClusterFile(ClusterHome.of(vsd, ClusterHome.DEFAULT)).record(stateOf(self));

    assertThat(ClusterHome.running(vsd)).containsExactly("local", "a", "b");
    new ClusterFile(ClusterHome.of(vsd, "a")).forget();
    assertThat(ClusterHome.running(vsd)).containsExactly("local", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "a b", "-x", ".hidden"})
  void namesThatWouldNotDoAsADirectoryAreRefused(String name) {
    assertThatThrownBy(() -> ClusterHome.of(vsd, name)).hasMessageContaining("--cluster wants");
  }

  @Test
  void aStateDirectoryIsUsedByOneCommandAtATime() throws Exception {
    Path state = vsd.resolve("local");
    try (StateLock _ = StateLock.of(state)) {
      assertThatThrownBy(() -> StateLock.of(state))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining(state.toString());
    }
    StateLock.of(state).close();
  }
}
