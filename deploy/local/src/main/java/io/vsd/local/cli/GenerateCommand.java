package io.vsd.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.generate.Answer;
import io.vsd.local.generate.BatchGenerator;
import io.vsd.local.generate.BatchSummary;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.PromptFile;
import io.vsd.local.terminal.ProgressBar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers a file of prompts. */
@Command(
    name = "generate",
    description = {
      "Answers a file of prompts, on the running cluster or on one of its own.",
      "A prompt line is {id, prompt}, {id, messages} or {id, turns}; prompt and turns are user",
      "messages for the model's chat template. An output line is {id, turn, prompt_ids, token_ids,",
      "text, finish_reason, acceptance_length, rounds, seconds}, in the order of the prompts."
    },
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--prompts", paramLabel = "FILE", required = true, description = "JSON lines in")
  private Path prompts = Path.of("");

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "JSON lines out")
  private Path out = Path.of("");

  @Option(
      names = "--concurrency",
      paramLabel = "C",
      defaultValue = "1",
      description = "conversations at a time (default: ${DEFAULT-VALUE})")
  private int concurrency;

  @Option(names = "--json", description = "print the summary as JSON on standard output")
  private boolean json;

  @Mixin private final SamplingOptions sampling = new SamplingOptions();
  @Mixin private final ClusterOption cluster = new ClusterOption();
  @Mixin private final ModelOption model = new ModelOption();

  private final Session session;

  GenerateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    List<Conversation> conversations = PromptFile.read(prompts);
    if (concurrency < 1) {
      throw new IllegalArgumentException("--concurrency wants 1 or more");
    }
    BatchSummary summary = new BatchSummary();
    try (Writer writer = Files.newBufferedWriter(out);
        RunningCluster running = RunningCluster.findOrStart(session, cluster, model);
        GenerationClient client = new GenerationClient(running.draftAddress())) {
      run(conversations, client, writer, summary);
    }
    if (json) {
      session.out().line(summary.toJson());
    } else {
      session.err().line(summary.toText() + " → " + out);
    }
    return ExitCodes.OK;
  }

  private void run(
      List<Conversation> conversations,
      GenerationClient client,
      Writer writer,
      BatchSummary summary)
      throws CallException, InterruptedException {
    int replies = conversations.stream().mapToInt(Conversation::replies).sum();
    long begin = System.nanoTime();
    ProgressBar bar = new ProgressBar(session.err(), "generate", replies, begin);
    AtomicInteger done = new AtomicInteger();
    AtomicLong tokens = new AtomicLong();
    new BatchGenerator(client, sampling.settings(), concurrency)
        .run(
            conversations,
            answer -> {
              long now = System.nanoTime();
              tokens.addAndGet(answer.reply().tokens().size());
              String detail =
                  String.format(
                      Locale.ROOT,
                      "%d/%d, %.1f tokens/s",
                      done.incrementAndGet(),
                      replies,
                      tokens.get() / ((now - begin) / 1e9));
              bar.update(done.get(), now, detail);
            },
            answers -> answers.forEach(a -> write(writer, a, summary)));
    summary.wallSeconds((System.nanoTime() - begin) / 1e9);
    session.err().clearStatus();
  }

  private static void write(Writer writer, Answer answer, BatchSummary summary) {
    try {
      writer.write(answer.toJson());
      writer.write('\n');
      writer.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the answers", e);
    }
    summary.add(answer);
  }
}
