package io.vsd.engine.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.vsd.engine.weights.ModelDirectory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jinjava.javax.el.CompositeELResolver;

/**
 * A model's own Jinja template, rendered as transformers' {@code apply_chat_template} does. Text of
 * the turns is inserted as it is and never taken for template code. Thread-safe.
 */
public final class ChatTemplate {
  private final String template;
  private final Map<String, String> specialTokens;
  private final Jinjava jinjava;

  private ChatTemplate(String template, Map<String, String> specialTokens) {
    // As Jinja2 does: one newline at the template's own end is not part of it.
    String body = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
    this.template = TemplateDialect.translate(body);
    this.specialTokens = Map.copyOf(specialTokens);
    this.jinjava = new Jinjava(config());
    jinjava.registerFunction(
        new ELFunctionDefinition(
            "", "raise_exception", TemplateFunctions.class, "raiseException", String.class));
  }

  /**
   * The template of a model.
   *
   * @throws IllegalArgumentException if the model has none
   */
  public static ChatTemplate of(ModelDirectory model) {
    String template =
        model
            .chatTemplate()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model " + model.name() + " has no chat template; send a plain prompt"));
    Map<String, String> special = new HashMap<>();
    for (String role : List.of("bos_token", "eos_token")) {
      model.specialToken(role).ifPresent(token -> special.put(role, token));
    }
    return new ChatTemplate(template, special);
  }

  /** A template from its text; {@code specialTokens} are its {@code bos_token} and so on. */
  public static ChatTemplate of(String template, Map<String, String> specialTokens) {
    return new ChatTemplate(template, specialTokens);
  }

  private static JinjavaConfig config() {
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new PythonStrings());
    resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    return JinjavaConfig.newBuilder()
        .withElResolver(resolver)
        .withTrimBlocks(true)
        .withLstripBlocks(true)
        .withKeepTrailingNewline(true)
        .withNestedInterpretationEnabled(false)
        .withLegacyOverrides(
            LegacyOverrides.newBuilder()
                .withEvaluateMapKeys(true)
                .withIterateOverMapKeys(true)
                .withUsePyishObjectMapper(true)
                .withUseNaturalOperatorPrecedence(true)
                .withParseWhitespaceControlStrictly(true)
                .withAllowAdjacentTextNodes(true)
                .withUseTrimmingForNotesAndExpressions(true)
                .withKeepNullableLoopValues(true)
                .withHandleBackslashInQuotesOnly(true)
                .withDefaultKeepTrailingNewlineBehavior(true)
                .build())
        .build();
  }

  /**
   * The conversation as the model was trained to see it.
   *
   * @param addGenerationPrompt whether to open the assistant's next turn at the end
   * @throws IllegalArgumentException if the template refuses the turns, with its reason
   */
  public String render(List<ChatTurn> turns, boolean addGenerationPrompt) {
    Map<String, Object> context = new HashMap<>(specialTokens);
    context.put(
        "messages",
        turns.stream().map(t -> Map.of("role", t.role(), "content", t.content())).toList());
    context.put("add_generation_prompt", addGenerationPrompt);
    RenderResult result = jinjava.renderForResult(template, context);
    Optional<TemplateError> error =
        result.getErrors().stream()
            .filter(e -> e.getSeverity() == TemplateError.ErrorType.FATAL)
            .findFirst();
    if (error.isPresent()) {
      throw new IllegalArgumentException(
          "the chat template refuses this conversation: " + TemplateFunctions.reason(error.get()));
    }
    return result.getOutput();
  }
}
