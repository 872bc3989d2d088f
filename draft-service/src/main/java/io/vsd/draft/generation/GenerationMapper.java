package io.vsd.draft.generation;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.draft.decoding.Generation;
import io.vsd.draft.decoding.RecordingConsent;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.ChatMessages;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns what a client sent into a request that can be served, or says what is wrong with it. */
final class GenerationMapper {

  private static final Set<String> ROLES = Set.of("system", "user", "assistant");
  private static final int MAX_DOMAIN_CHARS = 64;

  private final TargetText text;
  private final RequestLimits limits;

  GenerationMapper(TargetText text, RequestLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  /**
   * Checks and translates.
   *
   * @param maxContextTokens of the verifiers
   * @throws StatusRuntimeException with the reason
   */
  Generation map(String sessionId, GenerateRequest request, int maxContextTokens) {
    var sampling = sampling(request.getSampling());
    var domain = domain(request.getDomain());
    var consent = consent(request);
    var speculation = speculation(request);
    var prompt = prompt(request, maxContextTokens);
    return new Generation(
        sessionId,
        prompt,
        sampling,
        maxTokens(request.getMaxTokens(), prompt.length, maxContextTokens),
        text.stopTokenIds(),
        speculation,
        domain,
        consent,
        request.getShowTree());
  }

  private int[] prompt(GenerateRequest request, int maxContextTokens) {
    var ids =
        switch (request.getInputCase()) {
          case PROMPT -> encode(request.getPrompt());
          case CHAT -> encodeRendered(render(request.getChat()));
          case TOKENS -> known(request.getTokens(), maxContextTokens);
          case INPUT_NOT_SET -> new int[0];
        };
    if (ids.length == 0) {
      throw invalid(ErrorReason.ERROR_REASON_EMPTY_PROMPT, "the prompt holds no token", Map.of());
    }
    // One place is left for the answer.
    if (ids.length >= maxContextTokens) {
      throw tooLong("tokens", maxContextTokens - 1L, ids.length);
    }
    return ids;
  }

  private int[] encode(String prompt) {
    if (prompt.length() > limits.maxPromptChars()) {
      throw tooLong("characters", limits.maxPromptChars(), prompt.length());
    }
    try {
      return text.encode(prompt);
    } catch (IllegalArgumentException refused) {
      throw invalidField("prompt", "the prompt cannot be encoded: " + refused.getMessage());
    }
  }

  private int[] encodeRendered(String rendered) {
    if (rendered.length() > limits.maxPromptChars()) {
      throw tooLong("characters", limits.maxPromptChars(), rendered.length());
    }
    return text.encodeRendered(rendered);
  }

  private int[] known(TokenIds tokens, int maxContextTokens) {
    if (tokens.getTokenIdsCount() >= maxContextTokens) {
      throw tooLong("tokens", maxContextTokens - 1L, tokens.getTokenIdsCount());
    }
    var ids = new int[tokens.getTokenIdsCount()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens.getTokenIds(i);
      if (ids[i] < 0 || ids[i] >= text.vocabSize()) {
        throw invalid(
            ErrorReason.ERROR_REASON_UNKNOWN_TOKEN,
            "token id %d at index %d is not in the vocabulary of %d"
                .formatted(ids[i], i, text.vocabSize()),
            Map.of("token_id", Integer.toString(ids[i]), "index", Integer.toString(i)));
      }
    }
    return ids;
  }

  private String render(ChatMessages chat) {
    if (chat.getMessagesCount() == 0) {
      throw invalid(
          ErrorReason.ERROR_REASON_EMPTY_PROMPT, "the conversation has no message", Map.of());
    }
    if (chat.getMessagesCount() > limits.maxMessages()) {
      throw tooLong("messages", limits.maxMessages(), chat.getMessagesCount());
    }
    List<TargetText.Turn> turns = new ArrayList<>();
    long chars = 0;
    for (var message : chat.getMessagesList()) {
      if (!ROLES.contains(message.getRole())) {
        throw invalidMessages(
            "message %d has a role other than system, user and assistant".formatted(turns.size()));
      }
      chars += message.getContent().length();
      turns.add(new TargetText.Turn(message.getRole(), message.getContent()));
    }
    if (chars > limits.maxPromptChars()) {
      throw tooLong("characters", limits.maxPromptChars(), chars);
    }
    try {
      return text.render(turns);
    } catch (IllegalArgumentException refused) {
      throw invalidMessages("the chat template refuses these messages: " + refused.getMessage());
    }
  }

  private static SamplingParameters sampling(io.vsd.proto.speculation.v1.SamplingParameters s) {
    if (!(s.getTemperature() >= 0 && s.getTemperature() <= SamplingParameters.MAX_TEMPERATURE)) {
      throw invalidSampling("temperature", s.getTemperature(), "0 to 10");
    }
    if (!(s.getTopP() >= 0 && s.getTopP() <= 1)) {
      throw invalidSampling("top_p", s.getTopP(), "above 0 to 1, or 0 for unset");
    }
    if (s.getTopK() < 0) {
      throw invalidSampling("top_k", s.getTopK(), "1 and more, or 0 for all");
    }
    return new SamplingParameters(s.getTemperature(), s.getTopP(), s.getTopK(), s.getSeed());
  }

  private int maxTokens(int asked, int promptTokens, int maxContextTokens) {
    var room = maxContextTokens - promptTokens;
    if (asked == 0) {
      return Math.min(Math.min(limits.defaultMaxTokens(), limits.maxTokens()), room);
    }
    if (asked < 0 || asked > limits.maxTokens()) {
      throw invalidField(
          "max_tokens", "max_tokens must be 1 to %d, not %d".formatted(limits.maxTokens(), asked));
    }
    // A text that reaches the end of the context finishes there with LENGTH.
    return Math.min(asked, room);
  }

  private static String domain(String domain) {
    if (domain.length() > MAX_DOMAIN_CHARS) {
      throw invalidField(
          "domain", "domain has %d characters, at most 64 are taken".formatted(domain.length()));
    }
    return domain;
  }

  private RecordingConsent consent(GenerateRequest request) {
    var asked =
        switch (request.getConsent()) {
          case CONSENT_UNSPECIFIED -> limits.consent();
          case CONSENT_OFF -> RecordingConsent.OFF;
          case CONSENT_METRICS_ONLY -> RecordingConsent.METRICS_ONLY;
          case CONSENT_FULL -> RecordingConsent.FULL;
          case UNRECOGNIZED -> throw invalidField("consent", "consent has no known value");
        };
    return asked.atMost(limits.consent());
  }

  private boolean speculation(GenerateRequest request) {
    return switch (request.getSpeculation()) {
      case SPECULATION_MODE_UNSPECIFIED -> limits.speculation();
      case SPECULATION_MODE_OFF -> false;
      case SPECULATION_MODE_ON -> {
        if (!limits.speculation()) {
          throw GrpcErrors.of(
              Status.Code.FAILED_PRECONDITION,
              ErrorReason.ERROR_REASON_NO_DRAFT,
              "this service decodes plainly (vsd.draft.speculation=false)");
        }
        yield true;
      }
      case UNRECOGNIZED -> throw invalidField("speculation", "speculation has no known value");
    };
  }

  private static StatusRuntimeException tooLong(String what, long limit, long given) {
    return invalid(
        ErrorReason.ERROR_REASON_PROMPT_TOO_LONG,
        "%d %s, at most %d fit".formatted(given, what, limit),
        Map.of("limit", Long.toString(limit), "given", Long.toString(given)));
  }

  private static StatusRuntimeException invalidSampling(String name, Number value, String range) {
    return invalid(
        ErrorReason.ERROR_REASON_INVALID_SAMPLING,
        "%s must be %s, not %s".formatted(name, range, value),
        Map.of("parameter", name));
  }

  private static StatusRuntimeException invalidMessages(String message) {
    return invalid(ErrorReason.ERROR_REASON_INVALID_MESSAGES, message, Map.of());
  }

  private static StatusRuntimeException invalidField(String field, String message) {
    return invalid(ErrorReason.ERROR_REASON_INVALID_ARGUMENT, message, Map.of("field", field));
  }

  private static StatusRuntimeException invalid(
      ErrorReason reason, String message, Map<String, String> metadata) {
    return GrpcErrors.of(Status.Code.INVALID_ARGUMENT, reason, message, metadata);
  }
}
