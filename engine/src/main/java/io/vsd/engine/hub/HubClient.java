package io.vsd.engine.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The hub's HTTP interface: the file list of a revision, a file's identity, its bytes. Every
 * connection has a time limit; redirects are followed by hand, so that the token stays with the
 * endpoint's host.
 */
final class HubClient {
  private static final int CONNECT_TIMEOUT_MS = 4_000;
  private static final int READ_TIMEOUT_MS = 30_000;
  private static final String LINKED_ETAG = "X-Linked-Etag";
  private static final int MAX_REDIRECTS = 8;
  private static final int MAX_LISTING_BYTES = 1 << 26;

  /** A revision's commit and the paths of its files. */
  record Revision(String commit, List<String> files) {}

  /** A file's identity: its tag names its content; size is -1 where the hub does not say. */
  record FileIdentity(String etag, long size) {}

  private final HubSettings settings;

  HubClient(HubSettings settings) {
    this.settings = settings;
  }

  Revision revision(String id, String name) throws IOException {
    HttpURLConnection connection =
        request("GET", uri("/api/models/" + id + "/revision/" + name), Optional.empty(), true);
    try (InputStream in = connection.getInputStream()) {
      JsonNode json = new ObjectMapper().readTree(in.readNBytes(MAX_LISTING_BYTES));
      List<String> files = new ArrayList<>();
      for (JsonNode sibling : json.path("siblings")) {
        files.add(sibling.path("rfilename").asText());
      }
      String commit = json.path("sha").asText();
      if (!commit.matches("[0-9a-zA-Z._-]+")) {
        throw new IOException("the answer names no commit: this is not a Hugging Face hub");
      }
      Collections.sort(files);
      return new Revision(commit, List.copyOf(files));
    } finally {
      connection.disconnect();
    }
  }

  FileIdentity identity(String id, String commit, String file) throws IOException {
    HttpURLConnection connection =
        request("HEAD", fileUri(id, commit, file), Optional.empty(), false);
    try {
      String etag = header(connection, LINKED_ETAG).or(() -> header(connection, "ETag")).orElse("");
      String plain = etag.replaceFirst("^W/", "").replace("\"", "");
      if (!plain.matches("[0-9a-zA-Z._-]+")) {
        throw new IOException("the hub gave no usable ETag for " + file);
      }
      boolean redirect = connection.getResponseCode() / 100 == 3;
      long size =
          header(connection, "X-Linked-Size")
              .map(Long::parseLong)
              .orElse(redirect ? -1 : connection.getContentLengthLong());
      return new FileIdentity(plain, size);
    } finally {
      connection.disconnect();
    }
  }

  /** An open answer with a file's bytes from an offset on; 206 where the server honours it. */
  HttpURLConnection open(String id, String commit, String file, long offset) throws IOException {
    Optional<String> range = offset > 0 ? Optional.of("bytes=" + offset + "-") : Optional.empty();
    return request("GET", fileUri(id, commit, file), range, true);
  }

  private URI uri(String path) {
    return URI.create(settings.endpoint() + path);
  }

  private URI fileUri(String id, String commit, String file) {
    return uri("/" + id + "/resolve/" + commit + "/" + file.replace(" ", "%20"));
  }

  /** Follows redirects to the end, or with {@code follow} false until the file's tag is known. */
  private HttpURLConnection request(
      String method, URI start, Optional<String> range, boolean follow) throws IOException {
    URI at = start;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      HttpURLConnection connection = connect(method, at, range);
      int status = connection.getResponseCode();
      Optional<String> location = header(connection, "Location");
      if (status / 100 == 3 && location.isPresent()) {
        URI next = at.resolve(location.get());
        if (!follow && (header(connection, LINKED_ETAG).isPresent() || !sameHost(next, start))) {
          return connection;
        }
        connection.disconnect();
        at = next;
      } else if (status / 100 == 2) {
        return connection;
      } else {
        connection.disconnect();
        throw new HubStatusException(status, at + " answered " + status);
      }
    }
    throw new IOException("more than " + MAX_REDIRECTS + " redirects from " + start);
  }

  private HttpURLConnection connect(String method, URI at, Optional<String> range)
      throws IOException {
    if (!(at.toURL().openConnection(settings.proxyFor(at))
        instanceof HttpURLConnection connection)) {
      throw new IOException(at + " is not an HTTP address");
    }
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
    connection.setReadTimeout(READ_TIMEOUT_MS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("User-Agent", "vsd");
    connection.setRequestProperty("Accept-Encoding", "identity");
    range.ifPresent(r -> connection.setRequestProperty("Range", r));
    if (sameHost(at, URI.create(settings.endpoint()))) {
      settings
          .token()
          .ifPresent(t -> connection.setRequestProperty("Authorization", "Bearer " + t));
    }
    return connection;
  }

  private static boolean sameHost(URI a, URI b) {
    return String.valueOf(a.getAuthority()).equals(b.getAuthority())
        && String.valueOf(a.getScheme()).equals(b.getScheme());
  }

  private static Optional<String> header(HttpURLConnection connection, String name) {
    return Optional.ofNullable(connection.getHeaderField(name));
  }
}
