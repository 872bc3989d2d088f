package io.vsd.engine.hub;

import io.vsd.engine.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Fetches one file into the cache's blobs. What has arrived stays in {@code ETAG.incomplete} and is
 * gone on from, in this run and in later ones; a blob gets its name only after its hash was right.
 */
final class HubDownload {
  private static final int ATTEMPTS = 3;

  private final HubClient client;
  private final HubCache cache;
  private final PullProgress progress;

  HubDownload(HubClient client, HubCache cache, PullProgress progress) {
    this.client = client;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Fetches a file and links it into the snapshot.
   *
   * @throws HubException if the bytes are not those that the hub promised
   */
  void fetch(String id, String commit, String file) throws IOException {
    HubClient.FileIdentity identity = client.identity(id, commit, file);
    Path blob = cache.blob(id, identity.etag());
    if (!Files.exists(blob)) {
      Files.createDirectories(blob.resolveSibling(""));
      Path incomplete = blob.resolveSibling(identity.etag() + ".incomplete");
      for (int attempt = 1; !isWhole(incomplete, identity); attempt++) {
        try {
          append(id, commit, file, incomplete, identity);
          if (identity.size() < 0) {
            break;
          }
        } catch (HubStatusException e) {
          if (e.status() != 416 || attempt == ATTEMPTS) {
            throw e;
          }
          Files.deleteIfExists(incomplete);
        } catch (IOException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
          progress.message(file + ": " + e.getMessage() + "; going on from where it stopped");
        }
      }
      verify(file, incomplete, identity);
      Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
    }
    cache.link(id, commit, file, identity.etag());
  }

  private static boolean isWhole(Path incomplete, HubClient.FileIdentity identity)
      throws IOException {
    return identity.size() >= 0
        && Files.exists(incomplete)
        && Files.size(incomplete) >= identity.size();
  }

  private void append(
      String id, String commit, String file, Path incomplete, HubClient.FileIdentity identity)
      throws IOException {
    long have = Files.exists(incomplete) ? Files.size(incomplete) : 0;
    HttpURLConnection connection = client.open(id, commit, file, have);
    boolean resumed = connection.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
    long done = resumed ? have : 0;
    try (InputStream in = connection.getInputStream();
        OutputStream out =
            Files.newOutputStream(
                incomplete,
                StandardOpenOption.CREATE,
                resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[1 << 16];
      progress.bytes(file, done, identity.size());
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        done += n;
        progress.bytes(file, done, identity.size());
      }
    } finally {
      connection.disconnect();
    }
    if (identity.size() >= 0 && done < identity.size()) {
      throw new IOException("the connection ended at byte " + done + " of " + identity.size());
    }
  }

  private static void verify(String file, Path incomplete, HubClient.FileIdentity identity)
      throws IOException {
    String expected = identity.etag();
    String actual =
        switch (expected.length()) {
          case 64 -> Sha256.of(incomplete);
          case 40 -> gitBlobHash(incomplete);
          default -> expected;
        };
    boolean size = identity.size() < 0 || Files.size(incomplete) == identity.size();
    if (!size || !actual.equals(expected)) {
      Files.delete(incomplete);
      throw new HubException(
          "%s: the hash of what arrived is %s, the hub promised %s; it was deleted, pull again"
              .formatted(file, actual, expected));
    }
  }

  /** Files outside LFS are tagged with git's hash of them: SHA-1 over a header and the bytes. */
  private static String gitBlobHash(Path file) throws IOException {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
      Sha256.update(sha1, file);
      return Sha256.hex(sha1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
