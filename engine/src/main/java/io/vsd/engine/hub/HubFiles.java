package io.vsd.engine.hub;

import io.vsd.engine.format.GgufSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which of a repository's files a model needs: small ones first, weights last. */
public final class HubFiles {
  private static final Set<String> SMALL =
      Set.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja");
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private HubFiles() {}

  /**
   * The files to fetch.
   *
   * @throws HubException if the repository holds no weights that can be read
   */
  public static List<String> needed(String id, List<String> all) {
    List<String> needed = new ArrayList<>(all.stream().filter(SMALL::contains).toList());
    if (all.contains(SINGLE)) {
      needed.add(SINGLE);
      return needed;
    }
    if (all.contains(INDEX)) {
      needed.add(INDEX);
      all.stream().filter(f -> f.matches("model-\\d+-of-\\d+\\.safetensors")).forEach(needed::add);
      return needed;
    }
    List<String> ggufs = all.stream().filter(f -> f.endsWith(".gguf")).toList();
    if (GgufSplit.models(ggufs.stream().map(Path::of).toList()).size() == 1) {
      return ggufs;
    }
    boolean pickled = all.stream().anyMatch(f -> f.endsWith(".bin") || f.endsWith(".pt"));
    throw new HubException(
        id
            + (ggufs.isEmpty()
                ? " has no safetensors and no GGUF"
                : " has several GGUF files: " + ggufs)
            + (pickled ? "; its pickled weights are refused" : "")
            + (ggufs.isEmpty() ? "" : "; download the one you want and name it with --from"));
  }
}
