package io.vsd.engine.text;

import io.vsd.engine.template.Template;
import io.vsd.engine.template.TemplateException;
import io.vsd.engine.weights.ModelDirectory;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's own Jinja template, rendered as transformers' {@code apply_chat_template} does. Text of
 * the turns is inserted as it is and never taken for template code. Thread-safe.
 */
public final class ChatTemplate {
  private final Template template;
  private final Map<String, String> specialTokens;
  private final Clock clock;

  private ChatTemplate(Template template, Map<String, String> specialTokens, Clock clock) {
    this.template = template;
    this.specialTokens = Map.copyOf(specialTokens);
    this.clock = clock;
  }

  /**
   * The template of a model.
   *
   * @throws IllegalArgumentException if the model has none, or one that is not supported, naming
   *     the construct and its line
   */
  public static ChatTemplate of(ModelDirectory model) {
    String template =
        model
            .chatTemplate()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model " + model.name() + " has no chat template; send a plain prompt"));
    return of(template, model.specialTokens());
  }

  /**
   * A template from its text; {@code specialTokens} are its {@code bos_token} and so on.
   *
   * @throws IllegalArgumentException if it is malformed or not supported
   */
  public static ChatTemplate of(String template, Map<String, String> specialTokens) {
    return of(template, specialTokens, Clock.system(ZoneId.systemDefault()));
  }

  static ChatTemplate of(String template, Map<String, String> specialTokens, Clock clock) {
    Set<String> names = new HashSet<>(specialTokens.keySet());
    names.addAll(List.of("messages", "tools", "documents", "add_generation_prompt"));
    try {
      return new ChatTemplate(Template.parse(template, names), specialTokens, clock);
    } catch (TemplateException e) {
      throw new IllegalArgumentException(
          "the chat template is not supported: " + e.getMessage(), e);
    }
  }

  /**
   * The conversation as the model was trained to see it.
   *
   * @param addGenerationPrompt whether to open the assistant's next turn at the end
   * @throws IllegalArgumentException if the template refuses the turns, with its reason
   */
  public String render(List<ChatTurn> turns, boolean addGenerationPrompt) {
    Map<String, @Nullable Object> passed = new HashMap<>(specialTokens);
    passed.put("messages", turns.stream().map(ChatTemplate::message).toList());
    passed.put("tools", null);
    passed.put("documents", null);
    passed.put("add_generation_prompt", addGenerationPrompt);
    try {
      return template.render(passed, clock);
    } catch (TemplateException e) {
      throw new IllegalArgumentException(
          "the chat template refuses this conversation: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> message(ChatTurn turn) {
    Map<String, String> message = new LinkedHashMap<>();
    message.put("role", turn.role());
    message.put("content", turn.content());
    return message;
  }
}
