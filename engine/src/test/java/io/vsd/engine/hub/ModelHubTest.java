package io.vsd.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHubTest {
  private static final String ID = "tiny/llama";

  @TempDir Path temp;
  private FakeHub server;
  private byte[] weights = new byte[0];
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final PullProgress progress =
      new PullProgress() {
        @Override
        public void bytes(String file, long done, long total) {
          messages.add(file + " " + done + "/" + total);
        }

        @Override
        public void message(String text) {
          messages.add(text);
        }
      };

  @BeforeEach
  void start() throws IOException {
    server = new FakeHub(ID);
    Path model = TinyModels.llama(temp.resolve("origin"), 3);
    for (String name :
        List.of(
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json")) {
      server.file(name, Files.readAllBytes(model.resolve(name)));
    }
    weights = Files.readAllBytes(model.resolve("model.safetensors"));
    server.file("model.safetensors", weights).file("pytorch_model.bin", new byte[9]);
    server.file("README.md", new byte[9]).file("onnx/model.onnx", new byte[9]);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ModelHub hub(String... more) {
    Map<String, String> env = new HashMap<>();
    env.put("HF_HOME", temp.resolve("home").toString());
    env.put("HF_ENDPOINT", server.endpoint() + "/");
    for (int i = 0; i < more.length; i += 2) {
      env.put(more[i], more[i + 1]);
    }
    return ModelHub.fromEnvironment(env);
  }

  private Path folder() {
    return temp.resolve("home/hub/models--tiny--llama");
  }

  private Path incomplete() throws IOException {
    Path blobs = Files.createDirectories(folder().resolve("blobs"));
    return blobs.resolve(HubTestHashes.sha256(weights) + ".incomplete");
  }

  @Test
  void pullsIntoTheLayoutOfHuggingFaceToolsAndWhatItNeedsOnly() throws IOException {
    ModelHub hub = hub();
    assertThatThrownBy(() -> hub.resolve(ID))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("./vsd model pull " + ID);
    Path path = hub.pull(ID, progress);
    assertThat(path).isEqualTo(folder().resolve("snapshots").resolve(FakeHub.COMMIT));
    assertThat(Files.readString(folder().resolve("refs/main"))).isEqualTo(FakeHub.COMMIT);
    Path file = path.resolve("model.safetensors");
    assertThat(Files.readSymbolicLink(file))
        .isEqualTo(Path.of("../../blobs/" + HubTestHashes.sha256(weights)));
    assertThat(path.resolve("pytorch_model.bin")).doesNotExist();
    assertThat(path.resolve("README.md")).doesNotExist();
    assertThat(hub.resolve(ID)).isEqualTo(path);
    try (ModelDirectory model = ModelDirectory.open(path)) {
      assertThat(model.name()).isEqualTo(ID);
      assertThat(model.config().numLayers()).isEqualTo(5);
    }
    assertThat(hub.list()).singleElement().extracting(CachedModel::id).isEqualTo(ID);
    assertThat(hub.list().getFirst().bytes()).isGreaterThan(weights.length);
    assertThat(messages).contains("model.safetensors " + weights.length + "/" + weights.length);
    int before = server.requests.size();
    hub.pull(ID, progress);
    assertThat(server.requests.subList(before, server.requests.size()))
        .filteredOn(r -> r.startsWith("GET"))
        .hasSize(1);
  }

  @Test
  void goesOnFromWhatHasArrivedBefore() throws IOException {
    Files.write(incomplete(), Arrays.copyOf(weights, 1000));
    Path path = hub().pull(ID, progress);
    assertThat(path.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(server.requests).contains("GET /cdn/model.safetensors bytes=1000-");
  }

  @Test
  void goesOnByItselfAfterABrokenConnectionAndWithoutRangesBeginsAnew() throws IOException {
    server.cutAfterBytes = 777;
    Path path = hub().pull(ID, progress);
    assertThat(path.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(server.requests).contains("GET /cdn/model.safetensors bytes=777-");

    Files.delete(path.resolve("model.safetensors"));
    Files.delete(folder().resolve("blobs").resolve(HubTestHashes.sha256(weights)));
    Files.write(incomplete(), new byte[500]);
    server.ranges = false;
    assertThat(hub().pull(ID, progress).resolve("model.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void wrongBytesAreDeletedAndRefused() throws IOException {
    server.lieAbout = "model.safetensors";
    assertThatThrownBy(() -> hub().pull(ID, progress))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("hash");
    assertThatThrownBy(() -> hub().resolve(ID)).isInstanceOf(HubException.class);
    try (var blobs = Files.list(folder().resolve("blobs"))) {
      assertThat(blobs).noneMatch(b -> b.toString().endsWith(".incomplete"));
    }
  }

  @Test
  void tokensAreSentAndAskedForWhereOneIsNeeded() {
    server.requiredToken = "secret";
    assertThatThrownBy(() -> hub().pull(ID, progress))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("HF_TOKEN");
    assertThat(hub("HF_TOKEN", "secret").pull(ID, progress)).exists();
  }

  @Test
  void missingModelsAndOddNamesAreRefusedClearly() {
    assertThatThrownBy(() -> hub().pull("tiny/none", progress))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("there is no such model");
    for (String odd : List.of("../etc", "a/b/c", "a b", "", "-x/y")) {
      assertThatThrownBy(() -> hub().pull(odd, progress)).isInstanceOf(HubException.class);
    }
  }

  @Test
  void aSilentHubIsAnsweredFromTheCacheAndOfflineIsNeverAsked() {
    Path path = hub().pull(ID, progress);
    server.refuseWith = 503;
    assertThat(hub().pull(ID, progress)).isEqualTo(path);
    assertThat(messages).anyMatch(m -> m.contains("503") && m.contains("copy in the cache"));
    int before = server.requests.size();
    assertThat(hub("HF_HUB_OFFLINE", "1").pull(ID, progress)).isEqualTo(path);
    assertThat(server.requests).hasSize(before);
    assertThatThrownBy(() -> hub("HF_HUB_OFFLINE", "1").pull("tiny/other", progress))
        .isInstanceOf(HubException.class);
  }

  @Test
  void manyPullsAtOnceFetchOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Path>> pulls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        pulls.add(() -> hub().pull(ID, progress));
      }
      for (Future<Path> path : threads.invokeAll(pulls)) {
        assertThat(path.get().resolve("model.safetensors")).hasBinaryContent(weights);
      }
    }
    assertThat(server.requests)
        .filteredOn(r -> r.startsWith("GET /cdn/model.safetensors"))
        .hasSize(1);
  }

  @Test
  void pathsAreTakenAsTheyAre() {
    Path origin = temp.resolve("origin");
    assertThat(hub().resolve(origin.toString())).isEqualTo(origin);
    assertThatThrownBy(() -> hub().resolve("no/such/path/here"))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("no file or directory");
  }

  @Test
  void cachePlaceFollowsTheVariablesInHuggingFacesOrder() {
    Map<String, String> env = new HashMap<>(Map.of("HOME", "/h"));
    assertThat(cache(env)).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
    env.put("XDG_CACHE_HOME", "/x");
    assertThat(cache(env)).isEqualTo(Path.of("/x/huggingface/hub"));
    env.put("HF_HOME", "/f");
    assertThat(cache(env)).isEqualTo(Path.of("/f/hub"));
    env.put("HF_HUB_CACHE", "/c");
    assertThat(cache(env)).isEqualTo(Path.of("/c"));
    assertThat(HubSettings.fromEnvironment(env).endpoint()).isEqualTo("https://huggingface.co");
  }

  private static Path cache(Map<String, String> env) {
    return HubSettings.fromEnvironment(env).cache();
  }
}
