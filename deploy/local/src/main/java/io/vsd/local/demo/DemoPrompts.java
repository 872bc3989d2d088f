package io.vsd.local.demo;

import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo's prompts.
 *
 * @param showcase a handful of different tasks, decoded in both ways
 * @param traffic prompts of one narrow domain, served with consent to learn
 * @param heldOut other prompts of that domain, only ever measured
 */
public record DemoPrompts(
    List<Conversation> showcase, List<Conversation> traffic, List<Conversation> heldOut) {
  public DemoPrompts {
    showcase = List.copyOf(showcase);
    traffic = List.copyOf(traffic);
    heldOut = List.copyOf(heldOut);
  }

  /** Reads the three files of a directory. */
  public static DemoPrompts read(Path dir) throws IOException {
    return new DemoPrompts(
        PromptFile.read(dir.resolve("showcase.jsonl")),
        PromptFile.read(dir.resolve("traffic.jsonl")),
        PromptFile.read(dir.resolve("heldout.jsonl")));
  }
}
