package io.vsd.engine.checkpoint;

import io.vsd.engine.expert.LearnedExperts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A draft's weights, vocabulary and manifest, immutable. On disk it is a directory of {@code
 * draft.safetensors} (EAGLE-3's public layout, fp16), {@code config.json} and {@code
 * manifest.json}; the same checkpoint always gives the same bytes.
 */
public final class DraftCheckpoint {

  public static final String WEIGHTS_FILE = "draft.safetensors";
  public static final String CONFIG_FILE = "config.json";
  public static final String MANIFEST_FILE = "manifest.json";

  private final CheckpointManifest manifest;
  private final DraftConfig config;
  private final SequencedMap<String, DraftTensor> tensors;
  private final long @Nullable [] d2t;
  private final boolean @Nullable [] t2d;
  private final @Nullable LearnedExperts experts;

  /** Gives a copy of a weight by its name. */
  @FunctionalInterface
  public interface Weights {
    float @Nullable [] get(String name);
  }

  DraftCheckpoint(
      CheckpointManifest manifest,
      DraftConfig config,
      SequencedMap<String, DraftTensor> tensors,
      long @Nullable [] d2t,
      boolean @Nullable [] t2d,
      @Nullable LearnedExperts experts) {
    this.manifest = manifest;
    this.config = config;
    this.tensors = tensors;
    this.d2t = d2t;
    this.t2d = t2d;
    this.experts = experts;
  }

  /**
   * A checkpoint from trained weights. They are rounded to fp16 here, so what is served from memory
   * equals what is served from disk.
   *
   * @param weights by EAGLE-3 name, row-major, as {@link DraftLayout#weightShapes} says
   * @param draftTokens target id of each draft id, ascending
   * @throws IllegalArgumentException when a weight is missing or has another size
   */
  public static DraftCheckpoint of(
      CheckpointManifest manifest,
      DraftConfig config,
      Map<String, float[]> weights,
      int[] draftTokens) {
    return of(manifest, config, weights::get, draftTokens);
  }

  /**
   * The same from weights that are asked for one at a time, so that they are never all there as
   * fp32; null where there is none of that name.
   */
  public static DraftCheckpoint of(
      CheckpointManifest manifest, DraftConfig config, Weights weights, int[] draftTokens) {
    SequencedMap<String, DraftTensor> tensors = new LinkedHashMap<>();
    DraftLayout.weightShapes(config)
        .forEach(
            (name, shape) -> {
              float[] values = weights.get(name);
              if (values == null || values.length != DraftLayout.elements(shape)) {
                throw new IllegalArgumentException(
                    "weight "
                        + name
                        + (values == null ? " is missing" : " has " + values.length + " elements"));
              }
              tensors.put(name, DraftTensor.half(shape, values));
            });
    DraftCheckpoint bare =
        new DraftCheckpoint(
            manifest,
            config,
            tensors,
            DraftLayout.offsets(draftTokens),
            DraftLayout.mask(draftTokens, config.vocabSize()),
            null);
    return bare.described();
  }

  /**
   * A checkpoint that holds no network.
   *
   * @param config dimensions that a network for this target would have
   */
  public static DraftCheckpoint withoutNetwork(
      CheckpointManifest manifest, DraftConfig config, LearnedExperts experts) {
    return new DraftCheckpoint(manifest, config, new LinkedHashMap<>(), null, null, experts)
        .described();
  }

  /** The same draft with other weights, such as those a training run arrived at. */
  public DraftCheckpoint withWeights(Map<String, float[]> weights, CheckpointManifest newManifest) {
    DraftCheckpoint bare = of(newManifest, config, weights, draftTokens());
    return experts == null ? bare : bare.withExperts(experts);
  }

  /** The same network beside other experts. */
  public DraftCheckpoint withExperts(LearnedExperts others) {
    return new DraftCheckpoint(manifest, config, tensors, d2t, t2d, others).described();
  }

  /** With tensors and draft vocabulary in the manifest, weights' hash and size still open. */
  DraftCheckpoint described() {
    return withManifest(
        manifest.withWeights(draftVocabularyHash(), "", 0, CheckpointFiles.entries(this)));
  }

  DraftCheckpoint hashed(String sha256, long bytes) {
    return withManifest(
        manifest.withWeights(manifest.draftVocabHash(), sha256, bytes, manifest.tensors()));
  }

  private DraftCheckpoint withManifest(CheckpointManifest other) {
    return new DraftCheckpoint(other, config, tensors, d2t, t2d, experts);
  }

  /**
   * Reads a checkpoint directory, or a plain EAGLE-3 directory without a manifest (one is then made
   * up from the directory's name).
   *
   * @throws InvalidCheckpointException when hash or size differ from the manifest's or a file
   *     cannot be read; call {@link #validate} for everything else
   */
  public static DraftCheckpoint read(Path dir) throws IOException {
    return CheckpointFiles.read(dir);
  }

  /**
   * Makes a checkpoint directory from a fetched weights file and its manifest; the configuration
   * comes from the file's metadata.
   *
   * @return the checkpoint as read back from {@code dir}
   * @throws InvalidCheckpointException when hash or size differ from the manifest's
   */
  public static DraftCheckpoint install(Path dir, CheckpointManifest manifest, Path weightsFile)
      throws IOException {
    return CheckpointFiles.install(dir, manifest, weightsFile);
  }

  /** Writes the directory alone; see {@link #write(Path, Map)}. */
  public DraftCheckpoint write(Path dir) throws IOException {
    return write(dir, Map.of());
  }

  /**
   * Writes the directory, all or nothing and synced to disk before it gets its name, together with
   * other files that belong to it, such as optimiser state by file name.
   *
   * @return the checkpoint with the file's hash and size in its manifest
   * @throws java.nio.file.FileAlreadyExistsException when the directory exists
   */
  public DraftCheckpoint write(Path dir, Map<String, Attachment> attachments) throws IOException {
    return CheckpointFiles.write(this, dir, attachments);
  }

  /** Everything that keeps this checkpoint from serving the target, and warnings. */
  public List<CheckpointProblem> validate(TargetIdentity target) {
    return new CheckpointValidation(this, target).problems();
  }

  /** The same weights under another name, lineage, progress or judgement. */
  public DraftCheckpoint renamed(CheckpointManifest other) {
    return withManifest(
        other.withWeights(
            manifest.draftVocabHash(),
            manifest.weightsSha256(),
            manifest.weightsBytes(),
            manifest.tensors()));
  }

  /** Who it is. */
  public CheckpointManifest manifest() {
    return manifest;
  }

  /** Its dimensions; those that a network would have where there is none. */
  public DraftConfig config() {
    return config;
  }

  /** Whether it holds a network. What holds neither network nor experts lacks its network. */
  public boolean hasNetwork() {
    return !tensors.isEmpty() || experts == null;
  }

  /** The experts beside the network; empty where none has learned. */
  public Optional<LearnedExperts> experts() {
    return Optional.ofNullable(experts);
  }

  /**
   * A weight, fp32 row-major; a copy.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public float[] weight(String name) {
    return tensor(name).values();
  }

  /**
   * Shape of a weight.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  private DraftTensor tensor(String name) {
    DraftTensor t = tensors.get(name);
    if (t == null) {
      throw new IllegalArgumentException("the checkpoint has no tensor " + name);
    }
    return t;
  }

  /** The names of its weights, EAGLE-3's. */
  public Set<String> weightNames() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** All weights by EAGLE-3 name, fp32 row-major copies. */
  public Map<String, float[]> weights() {
    Map<String, float[]> all = new LinkedHashMap<>();
    tensors.forEach((name, t) -> all.put(name, t.values()));
    return all;
  }

  /** Target id of each draft id, [draft vocab]. */
  public int[] draftTokens() {
    int[] ids = new int[config.draftVocabSize()];
    long[] offsets = d2t;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = offsets == null ? i : Math.toIntExact(i + offsets[i]);
    }
    return ids;
  }

  /** SHA-256 of d2t as little-endian int64, hex. */
  String draftVocabularyHash() {
    return d2t == null ? "" : DraftLayout.sha256(DraftLayout.littleEndian(d2t));
  }

  SequencedMap<String, DraftTensor> tensors() {
    return tensors;
  }

  long @Nullable [] d2t() {
    return d2t;
  }

  boolean @Nullable [] t2d() {
    return t2d;
  }
}
