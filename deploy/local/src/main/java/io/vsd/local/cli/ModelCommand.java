package io.vsd.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.hub.CachedModel;
import io.vsd.engine.hub.ModelHub;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.local.config.Workspace;
import io.vsd.local.terminal.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets models and shows which are here. */
@Command(
    name = "model",
    description = "Gets models and shows which are here.",
    mixinStandardHelpOptions = true)
final class ModelCommand implements Callable<Integer> {
  private final Session session;

  ModelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return list(false);
  }

  @Command(
      name = "pull",
      description = {
        "Fetches a model into the Hugging Face cache (HF_HOME, HF_ENDPOINT, HF_TOKEN), or checks",
        "that a directory or GGUF file can be used as one."
      },
      mixinStandardHelpOptions = true)
  int pull(
      @Parameters(arity = "0..1", defaultValue = Workspace.DEFAULT_MODEL, paramLabel = "ID")
          String id,
      @Option(names = "--from", paramLabel = "PATH", description = "a local directory or GGUF file")
          @Nullable Path from,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws Exception {
    Path path =
        from != null
            ? from.toAbsolutePath()
            : ModelFiles.pull(
                session, ModelHub.fromEnvironment(session.workspace().environment()), id);
    try (ModelDirectory model = ModelDirectory.open(path)) {
      if (json) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("path", path.toString());
        node.put("name", model.name());
        node.put("family", model.config().family());
        node.put("layers", model.config().numLayers());
        node.put("hidden_size", model.config().hiddenSize());
        node.put("vocab_size", model.config().vocabSize());
        session.out().line(node.toString());
      } else {
        session
            .out()
            .line(
                "%s: %s, %d layers, width %d, vocabulary %d%n  %s"
                    .formatted(
                        model.name(),
                        model.config().family(),
                        model.config().numLayers(),
                        model.config().hiddenSize(),
                        model.config().vocabSize(),
                        path));
      }
    }
    return ExitCodes.OK;
  }

  @Command(
      name = "list",
      description = "Shows the models in the cache.",
      mixinStandardHelpOptions = true)
  int list(@Option(names = "--json", description = "print JSON") boolean json) {
    List<CachedModel> models = ModelHub.fromEnvironment(session.workspace().environment()).list();
    if (json) {
      ArrayNode array = new ObjectMapper().createArrayNode();
      for (CachedModel model : models) {
        ObjectNode node = array.addObject();
        node.put("id", model.id());
        node.put("revision", model.revision());
        node.put("path", model.path().toString());
        node.put("bytes", model.bytes());
      }
      session.out().line(array.toString());
    } else if (models.isEmpty()) {
      session.err().line("No model is here. ./vsd model pull gets the default one.");
    } else {
      TextTable table = new TextTable("model", "revision", "size");
      models.forEach(
          m ->
              table.row(
                  m.id(), m.revision(), String.format(Locale.ROOT, "%.0f MB", m.bytes() / 1e6)));
      table.print(session.out());
    }
    return ExitCodes.OK;
  }
}
