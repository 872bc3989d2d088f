package io.vsd.engine.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a checkpoint is: the plain-Java mirror of {@code vsd.checkpoint.v1.Manifest}, also kept as
 * {@code manifest.json} beside the weights.
 *
 * @param checkpointId unique name of this checkpoint
 * @param parentId the checkpoint that served when it was frozen; empty where none did
 * @param lineage checkpoints that share draft vocabulary and target
 * @param targetFingerprint the target it was trained for
 * @param tokenizerHash of that target's tokenizer
 * @param draftVocabHash SHA-256 of d2t as little-endian int64, hex
 * @param weightsSha256 SHA-256 of the safetensors file, hex; empty until it has been encoded
 * @param weightsBytes size of the safetensors file in bytes
 * @param tensors what the file holds, in file order
 * @param objective what it was trained with
 * @param seed of the training run
 * @param codeVersion of the trainer
 * @param optimizerSteps taken since the start of the lineage
 * @param consumedOffsets next offset to read of each partition
 * @param evaluation the judgement that decided on it, if it was judged
 * @param hiddenSize of target and draft
 * @param featureLayers decoder layers whose inputs are the features
 * @param trainedTokens answer tokens seen since the start of the lineage
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointManifest(
    String checkpointId,
    String parentId,
    String lineage,
    String targetFingerprint,
    String tokenizerHash,
    String draftVocabHash,
    String weightsSha256,
    long weightsBytes,
    List<TensorEntry> tensors,
    String objective,
    long seed,
    String codeVersion,
    long optimizerSteps,
    List<ConsumedOffset> consumedOffsets,
    @Nullable Evaluation evaluation,
    int hiddenSize,
    List<Integer> featureLayers,
    long trainedTokens) {

  private static final String UNTRAINED = "initial";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** One tensor of the safetensors file. */
  public record TensorEntry(String name, String dtype, List<Long> shape) {
    public TensorEntry {
      shape = List.copyOf(shape);
    }
  }

  /** Next offset to read of one partition. */
  public record ConsumedOffset(String topic, int partition, long nextOffset) {}

  /**
   * Counterfactual replay on held-out sessions: candidate against the draft that serves, or against
   * plain decoding.
   *
   * @param roundCost plain rounds that a round with a proposal costs, which the differences are
   *     measured from; null where a draft served
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Evaluation(
      int sessions,
      long rounds,
      double candidateAcceptanceLength,
      double servingAcceptanceLength,
      double differenceLow,
      double differenceHigh,
      String decision,
      @Nullable Double roundCost) {}

  /** Lists are copied; an absent list or text reads as empty. */
  @SuppressWarnings("ConstantValue")
  public CheckpointManifest {
    parentId = parentId == null ? "" : parentId;
    weightsSha256 = weightsSha256 == null ? "" : weightsSha256;
    tensors = tensors == null ? List.of() : List.copyOf(tensors);
    consumedOffsets = consumedOffsets == null ? List.of() : List.copyOf(consumedOffsets);
    featureLayers = featureLayers == null ? List.of() : List.copyOf(featureLayers);
  }

  /** The first manifest of a lineage; draft vocabulary and weights are filled in when encoded. */
  public static CheckpointManifest initial(
      String checkpointId, String lineage, TargetIdentity target, String codeVersion) {
    return new CheckpointManifest(
        checkpointId,
        "",
        lineage,
        target.fingerprint(),
        target.tokenizerHash(),
        "",
        "",
        0,
        List.of(),
        UNTRAINED,
        0,
        codeVersion,
        0,
        List.of(),
        null,
        target.config().hiddenSize(),
        target.featureLayerList(),
        0);
  }

  /** Whether these weights were made, not learned: such a draft knows nothing yet. */
  public boolean neverLearned() {
    return optimizerSteps == 0 && objective.equals(UNTRAINED);
  }

  /** What can be said of a public head that came without a manifest. */
  static CheckpointManifest unknown(String checkpointId, int hiddenSize) {
    return new CheckpointManifest(
        checkpointId,
        "",
        checkpointId,
        "",
        "",
        "",
        "",
        0,
        List.of(),
        "unknown",
        0,
        "",
        0,
        List.of(),
        null,
        hiddenSize,
        List.of(),
        0);
  }

  /** A child of this checkpoint: same lineage, target and vocabulary, nothing judged yet. */
  public CheckpointManifest child(String childId) {
    return child(childId, checkpointId);
  }

  /** The same as the child of another checkpoint of the lineage; empty for that of none. */
  public CheckpointManifest child(String childId, String parent) {
    return new CheckpointManifest(
        childId,
        parent,
        lineage,
        targetFingerprint,
        tokenizerHash,
        draftVocabHash,
        "",
        0,
        List.of(),
        objective,
        seed,
        codeVersion,
        optimizerSteps,
        consumedOffsets,
        null,
        hiddenSize,
        featureLayers,
        trainedTokens);
  }

  /** The same with what training did. */
  public CheckpointManifest withTraining(
      String newObjective, long newSeed, String newCodeVersion, long steps, long tokens) {
    return new CheckpointManifest(
        checkpointId,
        parentId,
        lineage,
        targetFingerprint,
        tokenizerHash,
        draftVocabHash,
        weightsSha256,
        weightsBytes,
        tensors,
        newObjective,
        newSeed,
        newCodeVersion,
        steps,
        consumedOffsets,
        evaluation,
        hiddenSize,
        featureLayers,
        tokens);
  }

  /** The same with what was consumed and how it was judged. */
  public CheckpointManifest withProgress(
      List<ConsumedOffset> offsets, @Nullable Evaluation judgement) {
    return new CheckpointManifest(
        checkpointId,
        parentId,
        lineage,
        targetFingerprint,
        tokenizerHash,
        draftVocabHash,
        weightsSha256,
        weightsBytes,
        tensors,
        objective,
        seed,
        codeVersion,
        optimizerSteps,
        offsets,
        judgement,
        hiddenSize,
        featureLayers,
        trainedTokens);
  }

  /** The same in another lineage, for another target. */
  public CheckpointManifest inLineage(String newLineage, String fingerprint) {
    return new CheckpointManifest(
        checkpointId,
        parentId,
        newLineage,
        fingerprint,
        tokenizerHash,
        draftVocabHash,
        weightsSha256,
        weightsBytes,
        tensors,
        objective,
        seed,
        codeVersion,
        optimizerSteps,
        consumedOffsets,
        evaluation,
        hiddenSize,
        featureLayers,
        trainedTokens);
  }

  CheckpointManifest withWeights(
      String vocabHash, String sha256, long bytes, List<TensorEntry> entries) {
    return new CheckpointManifest(
        checkpointId,
        parentId,
        lineage,
        targetFingerprint,
        tokenizerHash,
        vocabHash,
        sha256,
        bytes,
        entries,
        objective,
        seed,
        codeVersion,
        optimizerSteps,
        consumedOffsets,
        evaluation,
        hiddenSize,
        featureLayers,
        trainedTokens);
  }

  /** {@code manifest.json}: snake-case names as in the proto, fields in declaration order. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest always has a JSON form", e);
    }
  }

  /**
   * Reads {@code manifest.json}.
   *
   * @throws IOException when it is no JSON or holds an unknown field
   */
  public static CheckpointManifest fromJson(String json) throws IOException {
    CheckpointManifest manifest = JSON.readValue(json, CheckpointManifest.class);
    if (manifest == null || manifest.checkpointId() == null || manifest.lineage() == null) {
      throw new IOException("the manifest names no checkpoint");
    }
    return manifest;
  }
}
