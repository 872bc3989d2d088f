package io.vsd.local.demo;

import io.vsd.local.chat.TokenPainter;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.Tokens;
import io.vsd.proto.speculation.v1.Consent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Decodes prompts plainly and speculatively in turn and shows the text as it comes. */
final class SpeedComparison {
  static final int MAX_TOKENS = 96;
  private static final int PAIRS = 2;

  private final GenerationClient client;
  private final Terminal out;
  private final GenerationSettings settings =
      GenerationSettings.greedy(MAX_TOKENS, Consent.CONSENT_OFF);

  SpeedComparison(GenerationClient client, Terminal out) {
    this.client = client;
    this.out = out;
  }

  List<PromptSpeed> run(List<Conversation> prompts) throws CallException {
    // The first request of a process pays for class loading and cold caches.
    once(prompts.getFirst(), true, tokens -> {});
    once(prompts.getFirst(), false, tokens -> {});
    List<PromptSpeed> speeds = new ArrayList<>();
    for (Conversation prompt : prompts) {
      speeds.add(compare(prompt));
    }
    return speeds;
  }

  private PromptSpeed compare(Conversation prompt) throws CallException {
    out.gap();
    out.line(out.paint(Style.BOLD, "› " + prompt.opening().getLast().getContent()));
    TokenPainter painter = new TokenPainter(out, out.interactive());
    List<Double> plain = new ArrayList<>();
    List<Double> speculative = new ArrayList<>();
    Reply shown = once(prompt, true, painter::print);
    out.line(shown.finished().getTail());
    boolean equal = true;
    double acceptance = shown.finished().getAcceptanceLength();
    for (int pair = 0; pair < PAIRS; pair++) {
      // The order changes from pair to pair, so that a drift of the machine favours neither.
      boolean speculativeFirst = pair % 2 == 1;
      for (boolean speculating : new boolean[] {speculativeFirst, !speculativeFirst}) {
        Reply reply = once(prompt, speculating, tokens -> {});
        (speculating ? speculative : plain).add(reply.decodeTokensPerSecond());
        equal &= reply.tokenIds().equals(shown.tokenIds());
      }
    }
    return new PromptSpeed(
        prompt.id(), shown.tokens().size(), plain, speculative, acceptance, equal);
  }

  private Reply once(Conversation prompt, boolean speculating, Consumer<Tokens> onTokens)
      throws CallException {
    return client.generate(
        settings.speculating(speculating).request(prompt.opening(), prompt.domain()), onTokens);
  }
}
