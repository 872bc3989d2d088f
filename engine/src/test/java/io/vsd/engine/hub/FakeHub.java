package io.vsd.engine.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The hub's HTTP interface in this process: listings, HEAD with linked tags, redirects of large
 * files, byte ranges. Faults are switched on by the tests.
 */
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String id;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile int refuseWith;
  volatile String requiredToken = "";
  volatile String lieAbout = "";
  volatile int cutAfterBytes = -1;
  volatile boolean ranges = true;

  FakeHub(String id) throws IOException {
    this.id = id;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  FakeHub file(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
      requests.add(exchange.getRequestMethod() + " " + path + " " + range);
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      if (refuseWith != 0) {
        exchange.sendResponseHeaders(refuseWith, -1);
      } else if (!requiredToken.isEmpty() && !("Bearer " + requiredToken).equals(token)) {
        exchange.sendResponseHeaders(401, -1);
      } else if (path.equals("/api/models/" + id + "/revision/main")) {
        listing(exchange);
      } else if (path.startsWith("/" + id + "/resolve/" + COMMIT + "/")) {
        resolve(exchange, path.substring(("/" + id + "/resolve/" + COMMIT + "/").length()));
      } else if (path.startsWith("/cdn/")) {
        body(exchange, path.substring("/cdn/".length()));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void listing(HttpExchange exchange) throws IOException {
    String siblings =
        files.keySet().stream()
            .map(name -> "{\"rfilename\": \"" + name + "\"}")
            .collect(Collectors.joining(", "));
    byte[] json =
        "{\"sha\": \"%s\", \"siblings\": [%s]}"
            .formatted(COMMIT, siblings)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, json.length);
    exchange.getResponseBody().write(json);
  }

  private void resolve(HttpExchange exchange, String name) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      exchange.sendResponseHeaders(404, -1);
    } else if (name.endsWith(".json")) {
      exchange.getResponseHeaders().set("ETag", "\"" + HubTestHashes.git(bytes) + "\"");
      body(exchange, name);
    } else {
      String tag = HubTestHashes.sha256(name.equals(lieAbout) ? new byte[1] : bytes);
      exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + tag + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(bytes.length));
      // Another host name, so that this counts as another host.
      String cdn = endpoint().replace("127.0.0.1", "localhost") + "/cdn/" + name;
      exchange.getResponseHeaders().set("Location", requiredToken.isEmpty() ? cdn : "/cdn/" + name);
      exchange.sendResponseHeaders(302, -1);
    }
  }

  private void body(HttpExchange exchange, String name) throws IOException {
    byte[] bytes = files.getOrDefault(name, new byte[0]);
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    if (range != null && ranges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
    }
    byte[] part = Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, part.length == 0 ? -1 : part.length);
    int cut = cutAfterBytes;
    if (cut >= 0 && cut < part.length && !name.endsWith(".json")) {
      cutAfterBytes = -1;
      exchange.getResponseBody().write(part, 0, cut);
      exchange.getResponseBody().flush();
      return;
    }
    exchange.getResponseBody().write(part);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
