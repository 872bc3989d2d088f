package io.vsd.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.config.Workspace;
import io.vsd.local.generate.Conversation;
import io.vsd.proto.generation.v1.ChatMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoPromptsTest {
  @Test
  void heldOutPromptsAreNeverAmongTheTraffic() throws Exception {
    DemoPrompts prompts = DemoPrompts.read(Workspace.current().home().resolve("deploy/local/demo"));

    Set<List<ChatMessage>> traffic = new HashSet<>();
    prompts.traffic().stream().map(Conversation::opening).forEach(traffic::add);
    assertThat(prompts.heldOut()).hasSizeGreaterThan(15);
    assertThat(traffic).hasSizeGreaterThan(80);
    assertThat(prompts.heldOut()).noneMatch(c -> traffic.contains(c.opening()));
    assertThat(prompts.showcase()).hasSizeBetween(4, 8);
  }
}
