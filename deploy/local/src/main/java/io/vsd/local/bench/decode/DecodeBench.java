package io.vsd.local.bench.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.OtherLoad;
import io.vsd.local.client.AllAtOnce;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.SamplingParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Measures pairs on a cluster. Of each group of prompts the plain replies come first in one group
 * and last in the next, so that a drift of the machine falls on both sides.
 */
public final class DecodeBench {
  private static final int WARM_UPS = 4;
  private static final long SEED = 1;

  private final GenerationClient client;
  private final DecodeSettings settings;
  private final OtherLoad load = new OtherLoad();

  /** Measures on a cluster. */
  public DecodeBench(GenerationClient client, DecodeSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * Runs all conditions, prints their tables and returns the figures.
   *
   * @param candidates prompts; their first turn is asked
   * @throws CallException if a request fails
   * @throws IOException if a text with the draft is not the text without it
   */
  public ObjectNode run(List<Conversation> candidates, Terminal terminal)
      throws CallException, IOException, InterruptedException {
    DecodeReport report = new DecodeReport(client.status().getModelName(), settings, load);
    List<Conversation> prompts = PromptChoice.evenly(candidates, settings.prompts());
    for (int sessions : settings.sessions()) {
      for (double temperature : settings.temperatures()) {
        Condition condition = new Condition(sessions, temperature);
        List<DecodePair> pairs = pairs(condition, prompts, terminal);
        report.add(condition, pairs);
        report.print(condition, terminal);
      }
    }
    return report.toJson();
  }

  private List<DecodePair> pairs(Condition condition, List<Conversation> prompts, Terminal terminal)
      throws CallException, IOException, InterruptedException {
    List<List<Conversation>> groups = PromptChoice.groups(prompts, condition.sessions());
    for (int i = 0; i < WARM_UPS; i++) {
      pair(condition, groups.get(i % groups.size()), i);
    }
    load.look();
    ProgressBar bar = new ProgressBar(terminal, "pairs", groups.size(), System.nanoTime());
    List<DecodePair> pairs = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      pairs.addAll(pair(condition, groups.get(i), i));
      bar.update(i + 1L, System.nanoTime(), condition.title());
    }
    load.look();
    terminal.clearStatus();
    return pairs;
  }

  private List<DecodePair> pair(Condition condition, List<Conversation> group, int number)
      throws CallException, IOException, InterruptedException {
    List<List<DecodedReply>> plain = new ArrayList<>();
    List<List<DecodedReply>> speculative = new ArrayList<>();
    for (int turn = 0; turn < settings.turns(); turn++) {
      boolean plainFirst = (number + turn) % 2 == 0;
      for (boolean on : new boolean[] {!plainFirst, plainFirst}) {
        (on ? speculative : plain).add(replies(condition, group, on));
      }
    }
    List<DecodePair> pairs = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      int at = i;
      DecodePair pair =
          new DecodePair(
              group.get(i).domain(),
              plain.stream().map(turn -> turn.get(at)).toList(),
              speculative.stream().map(turn -> turn.get(at)).toList());
      if (!pair.plain().getFirst().tokenIds().equals(pair.speculative().getFirst().tokenIds())) {
        throw new IOException(
            "the reply to prompt %s is another with the draft than without, which must never be"
                .formatted(group.get(i).id()));
      }
      pairs.add(pair);
    }
    return pairs;
  }

  private List<DecodedReply> replies(Condition condition, List<Conversation> group, boolean on)
      throws CallException, InterruptedException {
    GenerationSettings asked =
        new GenerationSettings(
            settings.tokens(),
            SamplingParameters.newBuilder()
                .setTemperature(condition.temperature())
                .setSeed(SEED)
                .build(),
            SpeculationMode.SPECULATION_MODE_ON,
            Consent.CONSENT_OFF);
    GenerationSettings chosen = asked.speculating(on);
    return AllAtOnce.of(
        group.stream()
            .<Callable<DecodedReply>>map(
                prompt ->
                    () ->
                        DecodedReply.of(
                            client.generate(
                                chosen.request(prompt.opening(), prompt.domain()), _ -> {})))
            .toList());
  }
}
