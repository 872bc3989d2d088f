package io.vsd.local.generate;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.proto.generation.v1.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Answers conversations, several at a time. */
public final class BatchGenerator {
  private final GenerationClient client;
  private final GenerationSettings settings;
  private final int concurrency;

  /** At most {@code concurrency} requests at once. */
  public BatchGenerator(GenerationClient client, GenerationSettings settings, int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: " + concurrency);
    }
    this.client = client;
    this.settings = settings;
    this.concurrency = concurrency;
  }

  /**
   * Answers all of them.
   *
   * @param onAnswer hears each answer as it is finished, from several threads but one at a time
   * @param inOrder gets each conversation's answers in the order of the input, from this thread
   * @throws CallException for the first request that failed; the others are abandoned
   */
  public void run(
      List<Conversation> conversations, Consumer<Answer> onAnswer, Consumer<List<Answer>> inOrder)
      throws CallException, InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(concurrency);
    try {
      List<Future<List<Answer>>> futures = new ArrayList<>();
      for (Conversation conversation : conversations) {
        futures.add(workers.submit(() -> answer(conversation, onAnswer)));
      }
      for (Future<List<Answer>> future : futures) {
        inOrder.accept(future.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallException failed) {
        throw failed;
      }
      throw new IllegalStateException("a request failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private List<Answer> answer(Conversation conversation, Consumer<Answer> onAnswer)
      throws CallException {
    List<ChatMessage> context = new ArrayList<>(conversation.opening());
    List<Answer> answers = new ArrayList<>();
    for (int turn = 0; turn < conversation.replies(); turn++) {
      if (turn > 0) {
        context.add(Conversation.message("user", conversation.laterTurns().get(turn - 1)));
      }
      Reply reply = client.generate(settings.request(context, conversation.domain()), tokens -> {});
      context.add(Conversation.message("assistant", reply.text()));
      Answer answer = new Answer(conversation.id(), turn, reply);
      answers.add(answer);
      synchronized (this) {
        onAnswer.accept(answer);
      }
    }
    return answers;
  }
}
