package io.vsd.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The figures of one demo.
 *
 * @param model hub id or path of the target
 * @param speeds showcase prompts in both ways
 * @param before held-out prompts with the draft that the demo began with
 * @param after the same with the learned one
 * @param learning what came of the traffic
 * @param seconds of the whole demo, build and download left out
 */
public record DemoReport(
    String model,
    List<PromptSpeed> speeds,
    HeldOutMeasurement before,
    HeldOutMeasurement after,
    LearningOutcome learning,
    double seconds) {
  public DemoReport {
    speeds = List.copyOf(speeds);
  }

  /** Whether speculation, its absence and another draft gave the same tokens everywhere. */
  public boolean textsEqual() {
    return speeds.stream().allMatch(PromptSpeed::textsEqual)
        && before.tokenIds().equals(after.tokenIds());
  }

  double plainTokensPerSecond() {
    return Median.of(speeds.stream().map(PromptSpeed::medianPlain).toList());
  }

  double speculativeTokensPerSecond() {
    return Median.of(speeds.stream().map(PromptSpeed::medianSpeculative).toList());
  }

  double speedup() {
    return Median.of(
        speeds.stream().map(s -> s.medianSpeculative() / Math.max(1e-9, s.medianPlain())).toList());
  }

  /** Whether everything that the demo promises was seen. */
  public boolean succeeded() {
    return textsEqual()
        && learning.learned()
        && after.acceptanceLength() > before.acceptanceLength();
  }

  /** The same figures for programs. */
  public String toJson() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("model", model);
    root.put("texts_equal", textsEqual());
    ObjectNode speed = root.putObject("tokens_per_second");
    speed.put("plain", plainTokensPerSecond());
    speed.put("speculative", speculativeTokensPerSecond());
    speed.put("speedup", speedup());
    speed.put("held_out_before", before.tokensPerSecond());
    speed.put("held_out_after", after.tokensPerSecond());
    putMedian(speed, "trainer_busy", learning.busySpeeds());
    putMedian(speed, "trainer_idle", learning.idleSpeeds());
    ObjectNode acceptance = root.putObject("acceptance_length");
    acceptance.put("before", before.acceptanceLength());
    acceptance.put("after", after.acceptanceLength());
    root.put("checkpoints_promoted", learning.promoted());
    root.put("checkpoints_refused", learning.refused());
    root.put("swaps", learning.swaps());
    root.put("optimizer_steps", learning.optimizerSteps());
    root.put("served", learning.served());
    root.put("learning_seconds", learning.seconds());
    root.put("draft_before", before.draftVersion());
    root.put("draft_after", after.draftVersion());
    root.put("seconds", seconds);
    var list = root.putArray("prompts");
    for (PromptSpeed s : speeds) {
      ObjectNode node = list.addObject();
      node.put("id", s.id());
      node.put("tokens", s.tokens());
      node.put("texts_equal", s.textsEqual());
      node.put("acceptance_length", s.acceptanceLength());
      node.putPOJO("plain_tokens_per_second", s.plain());
      node.putPOJO("speculative_tokens_per_second", s.speculative());
    }
    root.putPOJO("trainer_busy_tokens_per_second", learning.busySpeeds());
    root.putPOJO("trainer_idle_tokens_per_second", learning.idleSpeeds());
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  /** The median, or null where nothing was measured. */
  private static void putMedian(ObjectNode into, String name, List<Double> speeds) {
    if (speeds.isEmpty()) {
      into.putNull(name);
    } else {
      into.put(name, Median.of(speeds));
    }
  }
}
