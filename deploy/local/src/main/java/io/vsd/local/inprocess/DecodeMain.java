package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.weights.ModelDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plain decoding in one process: {@code --model PATH --threads N [--precision NAME]}. Reads JSON
 * lines {@code {"tokens": [...], "max_tokens": N}}, {@code {"encode": TEXT}} and {@code {"tokens":
 * [...], "rival": ID}}, answers one each, and ends with its input.
 */
public final class DecodeMain {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TextTokenizer tokenizer;
  private final ChatTemplate template;
  private final PlainDecoder decoder;

  private DecodeMain(ModelDirectory model, TextTokenizer tokenizer, TargetModel target) {
    this.tokenizer = tokenizer;
    this.template = ChatTemplate.of(model);
    this.decoder = new PlainDecoder(target);
  }

  /** Answers until the input ends. */
  public static void main(String[] args) throws IOException {
    JsonLines out = new JsonLines();
    try {
      RunnerOptions options = RunnerOptions.parse(args, Set.of("model", "threads", "precision"));
      DeviceOptions device = options.device();
      try (ModelDirectory model = ModelDirectory.open(options.model());
          TextTokenizer tokenizer = TextTokenizer.of(model);
          TargetModel target = Backends.target(model, device)) {
        DecodeMain runner = new DecodeMain(model, tokenizer, target);
        out.say(
            JsonLines.event("ready")
                .put("model", model.name())
                .put("threads", device.threads())
                .put("precision", device.precision().configName())
                .put("weights_hash", model.weightsHash())
                .put("fingerprint", target.fingerprint())
                .put("java", Runtime.version().toString()));
        runner.answer(out);
      }
    } catch (IllegalArgumentException | MalformedWeightsException e) {
      out.missing(e);
    }
  }

  private void answer(JsonLines out) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String line;
    while ((line = in.readLine()) != null) {
      out.say(answer(JSON.readTree(line)));
    }
  }

  private ObjectNode answer(JsonNode request) {
    if (request.has("encode")) {
      ChatTurn turn = new ChatTurn("user", request.get("encode").asText());
      int[] ids = tokenizer.encode(template.render(List.of(turn), true));
      ObjectNode line = JsonLines.event("ids");
      line.set("tokens", JSON.valueToTree(ids));
      return line;
    }
    int[] tokens = JSON.convertValue(request.get("tokens"), int[].class);
    return request.has("rival")
        ? JsonLines.event("gap").put("logits", decoder.gap(tokens, request.get("rival").asInt()))
        : decoder.reply(tokens, request.get("max_tokens").asInt());
  }
}
