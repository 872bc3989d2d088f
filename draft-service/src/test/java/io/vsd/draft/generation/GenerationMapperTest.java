package io.vsd.draft.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Status;
import io.vsd.draft.decoding.RecordingConsent;
import io.vsd.draft.fixtures.LetterText;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.generation.v1.ChatMessages;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.generation.v1.TokenIds;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.SamplingParameters;
import org.junit.jupiter.api.Test;

class GenerationMapperTest {

  private static final int CONTEXT = 64;
  private final RequestLimits limits =
      new RequestLimits(100, 3, 50, 20, true, RecordingConsent.FULL);
  private final GenerationMapper mapper = new GenerationMapper(new LetterText(), limits);

  private void rejects(GenerateRequest.Builder request, ErrorReason reason, String messagePart) {
    var error = catchThrowable(() -> mapper.map("s", request.build(), CONTEXT));
    assertThat(error).isNotNull();
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(reason);
    assertThat(error).hasMessageContaining(messagePart);
  }

  private static GenerateRequest.Builder prompt(String prompt) {
    return GenerateRequest.newBuilder().setPrompt(prompt);
  }

  private static GenerateRequest.Builder sampling(double temperature, double topP, int topK) {
    return prompt("abc")
        .setSampling(
            SamplingParameters.newBuilder()
                .setTemperature(temperature)
                .setTopP(topP)
                .setTopK(topK));
  }

  private static GenerateRequest.Builder chat(String... roles) {
    var messages = ChatMessages.newBuilder();
    for (var role : roles) {
      messages.addMessages(ChatMessage.newBuilder().setRole(role).setContent("hi"));
    }
    return GenerateRequest.newBuilder().setChat(messages);
  }

  @Test
  void rejectsAnEmptyPromptInEveryForm() {
    rejects(prompt(""), ErrorReason.ERROR_REASON_EMPTY_PROMPT, "no token");
    rejects(GenerateRequest.newBuilder(), ErrorReason.ERROR_REASON_EMPTY_PROMPT, "no token");
    rejects(chat(), ErrorReason.ERROR_REASON_EMPTY_PROMPT, "no message");
    rejects(
        GenerateRequest.newBuilder().setTokens(TokenIds.getDefaultInstance()),
        ErrorReason.ERROR_REASON_EMPTY_PROMPT,
        "no token");
  }

  @Test
  void rejectsAPromptPastAnyOfItsLimits() {
    rejects(prompt("a".repeat(101)), ErrorReason.ERROR_REASON_PROMPT_TOO_LONG, "101 characters");
    rejects(prompt("a".repeat(64)), ErrorReason.ERROR_REASON_PROMPT_TOO_LONG, "64 tokens");
    rejects(
        chat("user", "user", "user", "user"),
        ErrorReason.ERROR_REASON_PROMPT_TOO_LONG,
        "4 messages");
    var tokens = TokenIds.newBuilder();
    for (int i = 0; i < CONTEXT; i++) {
      tokens.addTokenIds(1);
    }
    rejects(
        GenerateRequest.newBuilder().setTokens(tokens),
        ErrorReason.ERROR_REASON_PROMPT_TOO_LONG,
        "64 tokens");
  }

  @Test
  void rejectsATokenOutsideTheVocabularyAndSaysWhich() {
    rejects(
        GenerateRequest.newBuilder()
            .setTokens(TokenIds.newBuilder().addTokenIds(3).addTokenIds(-1)),
        ErrorReason.ERROR_REASON_UNKNOWN_TOKEN,
        "token id -1 at index 1");
    rejects(
        GenerateRequest.newBuilder().setTokens(TokenIds.newBuilder().addTokenIds(128)),
        ErrorReason.ERROR_REASON_UNKNOWN_TOKEN,
        "token id 128 at index 0");
  }

  @Test
  void rejectsSamplingOutOfRangeAndNamesTheParameter() {
    rejects(sampling(-0.1, 1, 0), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "temperature");
    rejects(sampling(10.1, 1, 0), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "temperature");
    rejects(sampling(Double.NaN, 1, 0), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "temperature");
    rejects(sampling(1, -0.5, 0), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "top_p");
    rejects(sampling(1, 1.5, 0), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "top_p");
    rejects(sampling(1, Double.NaN, 0), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "top_p");
    rejects(sampling(1, 1, -1), ErrorReason.ERROR_REASON_INVALID_SAMPLING, "top_k");
  }

  @Test
  void rejectsOtherFieldsOutOfRange() {
    rejects(
        prompt("abc").setMaxTokens(-1), ErrorReason.ERROR_REASON_INVALID_ARGUMENT, "max_tokens");
    rejects(
        prompt("abc").setMaxTokens(51), ErrorReason.ERROR_REASON_INVALID_ARGUMENT, "max_tokens");
    rejects(
        prompt("abc").setDomain("d".repeat(65)),
        ErrorReason.ERROR_REASON_INVALID_ARGUMENT,
        "domain");
    rejects(
        prompt("abc").setConsentValue(99), ErrorReason.ERROR_REASON_INVALID_ARGUMENT, "consent");
    rejects(
        prompt("abc").setSpeculationValue(99),
        ErrorReason.ERROR_REASON_INVALID_ARGUMENT,
        "speculation");
  }

  @Test
  void rejectsMessagesThatTheTemplateRefuses() {
    rejects(chat("robot"), ErrorReason.ERROR_REASON_INVALID_MESSAGES, "role");
    rejects(chat("assistant"), ErrorReason.ERROR_REASON_INVALID_MESSAGES, "user first");
  }

  @Test
  void neverRepeatsThePromptInAnError() {
    var error = catchThrowable(() -> mapper.map("s", chat("canary").build(), CONTEXT));
    assertThat(error).hasMessageNotContaining("hi").hasMessageNotContaining("canary");
  }

  @Test
  void fillsInWhatTheRequestLeavesOpen() {
    var request = mapper.map("s", prompt("abc").build(), CONTEXT);
    assertThat(request.promptIds()).containsExactly('a', 'b', 'c');
    assertThat(request.maxTokens()).isEqualTo(20);
    assertThat(request.speculation()).isTrue();
    assertThat(request.consent()).isEqualTo(RecordingConsent.FULL);
    assertThat(request.sampling().topP()).isEqualTo(1);
    assertThat(request.stopTokenIds()).containsExactly(0);
  }

  @Test
  void endsAnAnswerWhereTheContextEnds() {
    assertThat(mapper.map("s", prompt("a".repeat(60)).build(), CONTEXT).maxTokens()).isEqualTo(4);
    assertThat(
            mapper.map("s", prompt("a".repeat(60)).setMaxTokens(50).build(), CONTEXT).maxTokens())
        .isEqualTo(4);
  }

  @Test
  void letsARequestLowerItsConsentButNotRaiseIt() {
    var strict =
        new GenerationMapper(
            new LetterText(),
            new RequestLimits(100, 3, 50, 20, true, RecordingConsent.METRICS_ONLY));
    assertThat(strict.map("s", prompt("a").setConsent(Consent.CONSENT_FULL).build(), 64).consent())
        .isEqualTo(RecordingConsent.METRICS_ONLY);
    assertThat(strict.map("s", prompt("a").setConsent(Consent.CONSENT_OFF).build(), 64).consent())
        .isEqualTo(RecordingConsent.OFF);
    assertThat(strict.map("s", prompt("a").build(), 64).consent())
        .isEqualTo(RecordingConsent.METRICS_ONLY);
  }

  @Test
  void refusesSpeculationByForceWhereItIsSwitchedOff() {
    var plain =
        new GenerationMapper(
            new LetterText(), new RequestLimits(100, 3, 50, 20, false, RecordingConsent.OFF));
    var forced = prompt("a").setSpeculation(SpeculationMode.SPECULATION_MODE_ON).build();
    var error = catchThrowable(() -> plain.map("s", forced, 64));
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(ErrorReason.ERROR_REASON_NO_DRAFT);
    assertThat(plain.map("s", prompt("a").build(), 64).speculation()).isFalse();
  }
}
