package io.vsd.engine.checkpoint;

import io.vsd.engine.checkpoint.CheckpointManifest.TensorEntry;
import io.vsd.engine.checkpoint.CheckpointProblem.MalformedExperts;
import io.vsd.engine.checkpoint.CheckpointProblem.NoCheckpoint;
import io.vsd.engine.checkpoint.CheckpointProblem.UnsupportedNetwork;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.format.SafetensorsWriter;
import io.vsd.engine.format.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checkpoint directories on disk: reads with hashes verified, writes all or nothing. */
final class CheckpointFiles {

  private CheckpointFiles() {}

  // ---- write

  static DraftCheckpoint write(
      DraftCheckpoint checkpoint, Path dir, Map<String, Attachment> attachments)
      throws IOException {
    if (Files.exists(dir)) {
      throw new FileAlreadyExistsException(dir.toString());
    }
    Path tmp = temporary(dir);
    Path weights = tmp.resolve(DraftCheckpoint.WEIGHTS_FILE);
    writer(checkpoint).write(weights);
    DraftCheckpoint complete = checkpoint.hashed(sha256(weights), Files.size(weights));
    Files.writeString(tmp.resolve(DraftCheckpoint.CONFIG_FILE), complete.config().toJson());
    Files.writeString(tmp.resolve(DraftCheckpoint.MANIFEST_FILE), complete.manifest().toJson());
    for (Map.Entry<String, Attachment> a : attachments.entrySet()) {
      a.getValue().writeTo(tmp.resolve(a.getKey()));
    }
    publish(tmp, dir);
    return complete;
  }

  static DraftCheckpoint install(Path dir, CheckpointManifest manifest, Path weightsFile)
      throws IOException {
    if (Files.exists(dir)) {
      throw new FileAlreadyExistsException(dir.toString());
    }
    Path tmp = temporary(dir);
    Path weights = tmp.resolve(DraftCheckpoint.WEIGHTS_FILE);
    Files.copy(weightsFile, weights, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(tmp.resolve(DraftCheckpoint.MANIFEST_FILE), manifest.toJson());
    DraftCheckpoint read = read(tmp);
    Files.writeString(tmp.resolve(DraftCheckpoint.CONFIG_FILE), read.config().toJson());
    publish(tmp, dir);
    return read;
  }

  private static SafetensorsWriter writer(DraftCheckpoint checkpoint) {
    SafetensorsWriter w = new SafetensorsWriter();
    w.metadata("config", checkpoint.config().toJson()).metadata("format", "pt");
    checkpoint.tensors().forEach((n, t) -> w.add(n, TensorType.F16, t.shape(), t::values));
    long[] d2t = checkpoint.d2t();
    if (d2t != null) {
      w.add(DraftLayout.D2T, new long[] {d2t.length}, d2t);
    }
    boolean[] t2d = checkpoint.t2d();
    if (t2d != null) {
      w.add(DraftLayout.T2D, new long[] {t2d.length}, t2d);
    }
    checkpoint.experts().ifPresent(experts -> ExpertTensors.write(experts, w));
    return w;
  }

  private static Path temporary(Path dir) throws IOException {
    Path absolute = dir.toAbsolutePath();
    Path tmp = absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
    deleteRecursively(tmp);
    return Files.createDirectories(tmp);
  }

  private static void publish(Path tmp, Path dir) throws IOException {
    try (Stream<Path> files = Files.list(tmp)) {
      for (Path file : files.sorted().toList()) {
        sync(file);
      }
    }
    sync(tmp);
    Files.move(tmp, dir.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
    Path parent = dir.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void deleteRecursively(Path dir) throws IOException {
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(dir);
  }

  // ---- read

  static DraftCheckpoint read(Path dir) throws IOException {
    Path weights = weightsFile(dir);
    CheckpointManifest manifest = manifest(dir);
    String hash = sha256(weights);
    if (manifest != null) {
      verify(dir, manifest, hash, Files.size(weights));
    }
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      DraftConfig config = config(dir, file);
      SequencedMap<String, DraftTensor> tensors = new LinkedHashMap<>();
      for (String name : file.names()) {
        TensorType type = file.type(name);
        if (!type.isIntegral() && !DraftLayout.isIgnored(name) && !ExpertTensors.isOne(name)) {
          tensors.put(
              DraftLayout.canonicalName(name),
              new DraftTensor(type.name(), file.shape(name), file.readFloats(name)));
        }
      }
      long[] d2t = has(file, DraftLayout.D2T) ? file.readLongs(DraftLayout.D2T) : null;
      boolean[] t2d = has(file, DraftLayout.T2D) ? file.readBooleans(DraftLayout.T2D) : null;
      CheckpointManifest m = manifest == null ? synthesised(dir, config) : manifest;
      @Nullable LearnedExperts experts = experts(dir, file, config);
      DraftCheckpoint read = new DraftCheckpoint(m, config, tensors, d2t, t2d, experts);
      return manifest == null ? read.described().hashed(hash, Files.size(weights)) : read;
    } catch (MalformedWeightsException e) {
      throw unreadable(dir, weights, e);
    }
  }

  private static @Nullable LearnedExperts experts(
      Path dir, SafetensorsFile file, DraftConfig config) throws IOException {
    try {
      return ExpertTensors.read(file, config.vocabSize());
    } catch (IllegalArgumentException e) {
      throw new InvalidCheckpointException(
          dir, new MalformedExperts(String.valueOf(e.getMessage())));
    }
  }

  private static boolean has(SafetensorsFile file, String name) {
    return file.names().contains(name);
  }

  private static Path weightsFile(Path dir) throws IOException {
    for (String name : List.of(DraftCheckpoint.WEIGHTS_FILE, "model.safetensors")) {
      if (Files.isRegularFile(dir.resolve(name))) {
        return dir.resolve(name);
      }
    }
    throw new InvalidCheckpointException(dir, new NoCheckpoint(CheckpointPlaces.whyNone(dir)));
  }

  private static @Nullable CheckpointManifest manifest(Path dir) throws IOException {
    Path file = dir.resolve(DraftCheckpoint.MANIFEST_FILE);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return CheckpointManifest.fromJson(Files.readString(file));
    } catch (IOException e) {
      throw unreadable(dir, file, e);
    }
  }

  private static DraftConfig config(Path dir, SafetensorsFile weights) throws IOException {
    Path file = dir.resolve(DraftCheckpoint.CONFIG_FILE);
    String inside = weights.metadata().get("config");
    try {
      if (Files.exists(file)) {
        return DraftConfig.fromJson(Files.readString(file));
      }
      if (inside != null) {
        return DraftConfig.fromJson(inside);
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidCheckpointException(
          dir, new UnsupportedNetwork(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw unreadable(dir, file, e);
    }
    throw new InvalidCheckpointException(
        dir,
        new NoCheckpoint(
            "has weights but no " + DraftCheckpoint.CONFIG_FILE + " that describes them"));
  }

  private static void verify(Path dir, CheckpointManifest m, String hash, long bytes)
      throws IOException {
    if (m.weightsBytes() != bytes) {
      throw new InvalidCheckpointException(
          dir,
          new CheckpointProblem.WeightsMismatch(
              "size", Long.toString(m.weightsBytes()), Long.toString(bytes)));
    }
    if (!m.weightsSha256().equals(hash)) {
      throw new InvalidCheckpointException(
          dir, new CheckpointProblem.WeightsMismatch("SHA-256", m.weightsSha256(), hash));
    }
  }

  private static CheckpointManifest synthesised(Path dir, DraftConfig config) {
    String name = String.valueOf(dir.toAbsolutePath().normalize().getFileName());
    return CheckpointManifest.unknown(name, config.hiddenSize());
  }

  private static InvalidCheckpointException unreadable(Path dir, Path file, Exception cause) {
    InvalidCheckpointException e =
        new InvalidCheckpointException(
            dir,
            new CheckpointProblem.Unreadable(
                String.valueOf(file.getFileName()), String.valueOf(cause.getMessage())));
    e.initCause(cause);
    return e;
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest = DraftLayout.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static List<TensorEntry> entries(DraftCheckpoint c) {
    Stream<TensorEntry> weights =
        c.tensors().entrySet().stream()
            .map(
                e -> new TensorEntry(e.getKey(), e.getValue().dtype(), list(e.getValue().shape())));
    long[] d2t = c.d2t();
    boolean[] t2d = c.t2d();
    return Stream.of(
            weights,
            d2t == null
                ? Stream.<TensorEntry>of()
                : Stream.of(new TensorEntry(DraftLayout.D2T, "I64", List.of((long) d2t.length))),
            t2d == null
                ? Stream.<TensorEntry>of()
                : Stream.of(new TensorEntry(DraftLayout.T2D, "BOOL", List.of((long) t2d.length))),
            c.experts().stream().flatMap(experts -> ExpertTensors.entries(experts).stream()))
        .flatMap(s -> s)
        .toList();
  }

  private static List<Long> list(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
