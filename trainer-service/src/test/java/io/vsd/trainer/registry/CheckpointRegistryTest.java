package io.vsd.trainer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.trainer.fixtures.FakeDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointRegistryTest {

  @TempDir Path root;
  private CheckpointRegistry registry;
  private TrainerState state = TrainerState.initial("c0");

  @BeforeEach
  void open() throws IOException {
    registry = CheckpointRegistry.open(root, 2);
    registry.add(named("c0"), state, Optional.empty());
  }

  @Test
  void findsAfterReopeningWhatWasAdded() throws IOException {
    refuse("c1");
    var reopened = CheckpointRegistry.open(root, 2);
    assertThat(reopened.entries()).extracting(RegisteredCheckpoint::id).containsExactly("c0", "c1");
    assertThat(reopened.newest().orElseThrow().state()).isEqualTo(state);
    assertThat(reopened.find("c1").orElseThrow().optimizerFile()).isPresent();
    assertThat(reopened.find("c0").orElseThrow().optimizerFile()).isEmpty();
  }

  @Test
  void keepsTheNewestTheServingOneAndItsParent() throws IOException {
    state = state.promotes("c1");
    registry.add(child("c0", "c1"), state, Optional.of(f -> Files.writeString(f, "state")));
    for (int i = 2; i < 7; i++) {
      refuse("c" + i);
    }
    assertThat(registry.entries())
        .extracting(RegisteredCheckpoint::id)
        .containsExactly("c0", "c1", "c5", "c6");
    try (var directories = Files.list(root)) {
      assertThat(directories).hasSize(4);
    }
  }

  @Test
  void setsAsideADirectoryThatCannotBeRead() throws IOException {
    Files.createDirectories(root.resolve(".c9.tmp"));
    Files.createDirectories(root.resolve("c9"));
    Files.writeString(root.resolve("c9").resolve(DraftCheckpoint.MANIFEST_FILE), "{");
    Files.writeString(root.resolve("c9").resolve(TrainerState.FILE), "{");
    registry = CheckpointRegistry.open(root, 2);
    assertThat(registry.entries()).hasSize(1);
    assertThat(registry.damages())
        .singleElement()
        .satisfies(d -> assertThat(d.reason()).isEqualTo("draft.safetensors is missing"));
    assertThat(CheckpointRegistry.open(root, 2).damages()).as("also later").hasSize(1);
    refuse("c9");
    assertThat(registry.find("c9")).isPresent();
  }

  @Test
  void keepsWhatServedWhenTheCheckpointBeforeTheNewestWasWritten() throws IOException {
    state = state.promotes("c1");
    registry.add(child("c0", "c1"), state, Optional.empty());
    state = state.promotes("c2");
    registry.add(child("c1", "c2"), state, Optional.empty());
    refuse("c3");
    state = state.rollsBackTo("c0");
    registry.add(child("c0", "c4"), state, Optional.empty());
    assertThat(registry.entries()).extracting(RegisteredCheckpoint::id).contains("c2", "c3", "c4");
  }

  @Test
  void leavesDirectoriesAloneThatAreNoCheckpoints() throws IOException {
    Files.createDirectories(root.resolve("lost+found"));
    Files.createDirectories(root.resolve("notes"));
    assertThat(CheckpointRegistry.open(root, 2).damages()).isEmpty();
    assertThat(root.resolve("notes")).exists();
  }

  @Test
  void saysWhichCheckpointsWereTakenBack() throws IOException {
    state = state.promotes("c1");
    registry.add(child("c0", "c1"), state, Optional.empty());
    state = state.rollsBackTo("c0");
    registry.add(child("c0", "c2"), state, Optional.empty());
    assertThat(registry.standing(registry.find("c1").orElseThrow()))
        .isEqualTo(CheckpointStanding.ROLLED_BACK);
    assertThat(registry.standing(registry.find("c0").orElseThrow()))
        .isEqualTo(CheckpointStanding.STABLE);
    assertThat(registry.newest().orElseThrow().state().stableId()).isEqualTo("c0");
  }

  @Test
  void refusesANameThatLeavesItsDirectory() {
    assertThatThrownBy(() -> registry.add(named("../c1"), state, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("../c1");
  }

  private void refuse(String id) throws IOException {
    state = state.refuses(1);
    registry.add(named(id), state, Optional.of(f -> Files.writeString(f, "state")));
  }

  private static DraftCheckpoint named(String id) {
    DraftCheckpoint initial = FakeDraft.initial();
    return initial.renamed(initial.manifest().child(id));
  }

  private static DraftCheckpoint child(String parent, String id) {
    DraftCheckpoint named = named(parent);
    return named.renamed(named.manifest().child(id));
  }
}
