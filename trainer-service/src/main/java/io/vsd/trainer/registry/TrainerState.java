package io.vsd.trainer.registry;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where the trainer stood when a checkpoint was written, {@code trainer.json} beside it. Together
 * with the weights, the optimiser state and the retained log it determines everything that follows.
 *
 * @param sequence number of the checkpoint in its lineage, 0 for the initial one
 * @param standing what the gate thought of it
 * @param stableId the checkpoint that serves; empty while none has been shown to pay
 * @param trainingSessions sessions ingested for training
 * @param optimizerSteps taken in this lineage
 * @param candidateStep optimiser steps at the last candidate
 * @param trainedTokens answer tokens learned from
 * @param consumedRecords records read
 * @param poisonRecords records set aside
 * @param worseInARow candidates in a row that were worse than the serving draft
 * @param rolledBack ids of checkpoints taken back
 */
public record TrainerState(
    long sequence,
    CheckpointStanding standing,
    String stableId,
    long trainingSessions,
    long optimizerSteps,
    long candidateStep,
    long trainedTokens,
    long consumedRecords,
    long poisonRecords,
    int promoted,
    int refused,
    int worseInARow,
    List<String> rolledBack) {

  /** Name of the file. */
  public static final String FILE = "trainer.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Checks that nothing is missing, and copies the list. */
  public TrainerState {
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(stableId, "stable_id");
    rolledBack = List.copyOf(rolledBack);
  }

  /** The state of a lineage that starts from a draft that knows nothing, which must not serve. */
  public static TrainerState untrained() {
    return new TrainerState(
        0, CheckpointStanding.CANDIDATE, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
  }

  /** The state of a lineage that starts from a checkpoint which serves. */
  public static TrainerState initial(String checkpointId) {
    return new TrainerState(
        0, CheckpointStanding.STABLE, checkpointId, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
  }

  /** One record more was read. */
  public TrainerState read(boolean poison) {
    return new TrainerState(
        sequence,
        standing,
        stableId,
        trainingSessions,
        optimizerSteps,
        candidateStep,
        trainedTokens,
        consumedRecords + 1,
        poisonRecords + (poison ? 1 : 0),
        promoted,
        refused,
        worseInARow,
        rolledBack);
  }

  /** One training session more was ingested. */
  public TrainerState ingested() {
    return trained(1, 0, 0);
  }

  /** One optimiser step more was taken. */
  public TrainerState stepped(long tokens) {
    return trained(0, 1, tokens);
  }

  /** The next checkpoint, which serves from now on. */
  public TrainerState promotes(String id) {
    return next(CheckpointStanding.STABLE, id, new Verdicts(promoted + 1, refused, 0), rolledBack);
  }

  /** The next checkpoint, which was not better. */
  public TrainerState refuses(int worse) {
    return next(
        CheckpointStanding.REFUSED,
        stableId,
        new Verdicts(promoted, refused + 1, worse),
        rolledBack);
  }

  /** The next checkpoint, which nobody could judge. */
  public TrainerState postpones() {
    return next(
        CheckpointStanding.CANDIDATE,
        stableId,
        new Verdicts(promoted, refused, worseInARow),
        rolledBack);
  }

  /** The same with another checkpoint serving, or none, because that one cannot. */
  public TrainerState servedBy(String id) {
    return new TrainerState(
        sequence,
        standing,
        id,
        trainingSessions,
        optimizerSteps,
        candidateStep,
        trainedTokens,
        consumedRecords,
        poisonRecords,
        promoted,
        refused,
        worseInARow,
        rolledBack);
  }

  /** The next checkpoint, with which another one serves again, or none. */
  public TrainerState rollsBackTo(String parentId) {
    List<String> ids = new ArrayList<>(rolledBack);
    ids.add(stableId);
    return next(CheckpointStanding.CANDIDATE, parentId, new Verdicts(promoted, refused, 0), ids);
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /** Reads the file. */
  public static TrainerState read(Path file) throws IOException {
    TrainerState state = JSON.readValue(Files.readString(file), TrainerState.class);
    if (state == null) {
      throw new IOException(FILE + " holds nothing");
    }
    return state;
  }

  private TrainerState trained(int sessions, int steps, long tokens) {
    return new TrainerState(
        sequence,
        standing,
        stableId,
        trainingSessions + sessions,
        optimizerSteps + steps,
        candidateStep,
        trainedTokens + tokens,
        consumedRecords,
        poisonRecords,
        promoted,
        refused,
        worseInARow,
        rolledBack);
  }

  private record Verdicts(int promoted, int refused, int worseInARow) {}

  private TrainerState next(
      CheckpointStanding judgement, String stable, Verdicts verdicts, List<String> takenBack) {
    return new TrainerState(
        sequence + 1,
        judgement,
        stable,
        trainingSessions,
        optimizerSteps,
        optimizerSteps,
        trainedTokens,
        consumedRecords,
        poisonRecords,
        verdicts.promoted(),
        verdicts.refused(),
        verdicts.worseInARow(),
        takenBack);
  }
}
