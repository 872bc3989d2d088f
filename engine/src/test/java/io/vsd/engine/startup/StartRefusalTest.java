package io.vsd.engine.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.format.MalformedWeightsException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StartRefusalTest {

  @Test
  void aRefusedModelSpeaksForItselfHoweverDeepItLies() {
    MalformedWeightsException refused =
        new MalformedWeightsException(Path.of("m.gguf"), "x", "truncated");
    StartRefusal refusal =
        StartRefusal.of(new IllegalStateException("wrapped", new CompletionException(refused)));
    assertThat(refusal.reason()).isEqualTo(refused.getMessage());
    assertThat(refusal.foreseen()).isTrue();
  }

  @Test
  void tooLittleMemoryIsSaidWithTheHeapAndTheOptionForMore() {
    StartRefusal refusal =
        StartRefusal.of(new RuntimeException(new OutOfMemoryError("Java heap space")));
    assertThat(refusal.reason()).contains("Java heap space", " MB; ", "-Xmx");
    assertThat(refusal.foreseen()).isTrue();
  }

  @Test
  void aFileThatMayNotBeReadIsNamedWithItsTrouble() {
    StartRefusal refusal =
        StartRefusal.of(
            new UncheckedIOException("cannot map", new AccessDeniedException("/models/m.gguf")));
    assertThat(refusal.reason()).isEqualTo("AccessDeniedException: /models/m.gguf");
  }

  @Test
  void whatNobodyForesawIsItsKindAndFirstWordsOnOneLine() {
    StartRefusal refusal = StartRefusal.of(new IllegalStateException("first\n  second\r\nthird"));
    assertThat(refusal.reason()).isEqualTo("IllegalStateException: first second third");
    assertThat(refusal.foreseen()).isFalse();
    assertThat(StartRefusal.of(new NullPointerException()).reason())
        .isEqualTo("NullPointerException");
  }

  @Test
  void causesThatGoInCirclesEnd() {
    IllegalStateException first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    assertThat(StartRefusal.of(first).foreseen()).isFalse();
  }
}
