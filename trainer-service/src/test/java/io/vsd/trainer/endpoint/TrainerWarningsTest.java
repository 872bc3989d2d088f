package io.vsd.trainer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.loop.TrainerProgress.Target;
import io.vsd.trainer.registry.Damage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerWarningsTest {

  private static final Target OWN = new Target("", "smol", "stored", "aaaaaaaaaaaaaaaa");

  private final TrainerBoard board = new TrainerBoard();

  @Test
  void saysNothingWhenAllIsWell() {
    board.target(OWN);
    board.verifiers(List.of(new Target("v:1", "smol", "stored", "aaaaaaaaaaaaaaaa")));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void namesBothPrecisionsAndTheKeyThatMakesThemEqual() {
    board.target(OWN);
    board.verifiers(List.of(new Target("v:1", "smol", "bf16", "bbbbbbbbbbbbbbbb")));
    assertThat(warnings())
        .containsExactly(
            "verifier v:1 serves smol in bf16 (target bbbbbbbbbbbb), the trainer learns for smol in"
                + " stored (target aaaaaaaaaaaa): its sessions are not learned from; set"
                + " vsd.trainer.precision=bf16");
  }

  @Test
  void namesBothModels() {
    board.target(OWN);
    board.verifiers(
        List.of(
            new Target("v:1", "smol", "stored", "aaaaaaaaaaaaaaaa"),
            new Target("v:2", "qwen", "stored", "cccccccccccccccc")));
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("verifier v:2 serves qwen in stored")
        .endsWith("give both the same vsd.model");
  }

  @Test
  void saysWhichTargetTheLogIsOfWhenNothingInItCanBeLearnedFrom() {
    board.target(OWN);
    var memory =
        new TrainerProgress.Memory(
            0, 0, 0, 0, 0, 0, new TrainerProgress.Sessions(0, 7, "dddddddddddddddd"));
    var progress = with(memory);
    assertThat(TrainerWarnings.of(progress, List.of()))
        .containsExactly(
            "none of the 7 sessions in the log is of the target that the trainer learns for, smol"
                + " in stored (target aaaaaaaaaaaa); the newest is of target dddddddddddd");
    var shared =
        new TrainerProgress.Memory(
            0, 0, 0, 0, 0, 0, new TrainerProgress.Sessions(3, 7, "dddddddddddddddd"));
    assertThat(TrainerWarnings.of(with(shared), List.of())).as("a shared log").isEmpty();
  }

  @Test
  void namesTheDirectoryOfADamagedCheckpoint() {
    var damage = new Damage("c-1", Path.of("/r/set-aside/c-1"), "trainer.json is missing");
    assertThat(TrainerWarnings.of(board.progress(), List.of(damage)))
        .containsExactly(
            "checkpoint c-1 was damaged (trainer.json is missing) and lies in /r/set-aside/c-1;"
                + " remove that directory when it is of no more use");
  }

  private TrainerProgress with(TrainerProgress.Memory memory) {
    TrainerProgress now = board.progress();
    return new TrainerProgress(
        now.lineage(),
        now.state(),
        now.activity(),
        now.reading(),
        memory,
        now.targets(),
        now.trouble(),
        now.lastLoss(),
        now.lastEvaluation());
  }

  private List<String> warnings() {
    return TrainerWarnings.of(board.progress(), List.of());
  }
}
