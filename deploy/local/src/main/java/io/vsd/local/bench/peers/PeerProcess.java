package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A runner that answers JSON lines on its standard output to JSON lines on its standard input. It
 * is killed when it does not answer in time; what it complained about is in its log.
 */
final class PeerProcess implements Contender {
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
  private static final Duration END_LIMIT = Duration.ofSeconds(3);

  private final PeerRow row;
  private final Path log;
  private final Process process;
  private final BufferedWriter requests;
  private final LineQueue lines;
  private final JsonNode facts;

  /**
   * How to start a runner.
   *
   * @param row the row that it is for
   * @param command program and arguments
   * @param environment variables besides those of this process
   */
  record Launch(PeerRow row, List<String> command, Map<String, String> environment) {}

  private PeerProcess(PeerRow row, Path log, Process process, Duration limit)
      throws PeerException, InterruptedException {
    this.row = row;
    this.log = log;
    this.process = process;
    this.requests = process.outputWriter();
    this.lines = new LineQueue(process.inputReader());
    this.facts =
        switch (next(limit)) {
          case PeerLine.Ready ready -> ready.facts();
          case PeerLine.Missing missing -> throw new PeerException(missing.reason());
          case PeerLine.Reply _, PeerLine.Ids _, PeerLine.Gap _ -> throw unasked();
        };
  }

  /**
   * Starts a runner and waits until its model is loaded.
   *
   * @param logs directory of the logs
   * @param limit how long loading may take
   * @throws PeerException if it cannot start, lacks something, or is not ready in time
   */
  static PeerProcess start(Launch launch, Path logs, Duration limit)
      throws PeerException, InterruptedException {
    Path log = logs.resolve(launch.row().key() + ".log");
    ProcessBuilder builder = new ProcessBuilder(launch.command());
    builder.environment().putAll(launch.environment());
    builder.redirectError(log.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new PeerException(
          "cannot start " + launch.command().getFirst() + ": " + e.getMessage(), e);
    }
    try {
      return new PeerProcess(launch.row(), log, process, limit);
    } catch (PeerException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  @Override
  public PeerRow row() {
    return row;
  }

  @Override
  public JsonNode facts() {
    return facts;
  }

  @Override
  public PeerReply reply(int[] prompt, int maxTokens) throws PeerException, InterruptedException {
    ObjectNode request = request(prompt);
    request.put("max_tokens", maxTokens);
    if (ask(request) instanceof PeerLine.Reply answer) {
      return answer.reply();
    }
    throw unasked();
  }

  /** Ids of a conversation in the model's own template; our own runner alone can tell. */
  List<Integer> encode(String userMessage) throws PeerException, InterruptedException {
    ObjectNode request = new ObjectMapper().createObjectNode().put("encode", userMessage);
    if (ask(request) instanceof PeerLine.Ids ids) {
      return ids.tokens();
    }
    throw unasked();
  }

  /** How far below the best token this one's score lies; our own runner alone can tell. */
  double gap(int[] prefix, int token) throws PeerException, InterruptedException {
    ObjectNode request = request(prefix);
    request.put("rival", token);
    if (ask(request) instanceof PeerLine.Gap gap) {
      return gap.logits();
    }
    throw unasked();
  }

  private static ObjectNode request(int[] tokens) {
    ObjectNode request = new ObjectMapper().createObjectNode();
    var array = request.putArray("tokens");
    for (int token : tokens) {
      array.add(token);
    }
    return request;
  }

  private PeerLine ask(ObjectNode request) throws PeerException, InterruptedException {
    try {
      requests.write(request + "\n");
      requests.flush();
    } catch (IOException e) {
      throw new PeerException("has ended" + complaint(), e);
    }
    return next(ANSWER_LIMIT);
  }

  private PeerLine next(Duration limit) throws PeerException, InterruptedException {
    return switch (lines.poll(limit)) {
      case LineQueue.Line line -> PeerLine.parse(line.text());
      case LineQueue.Ended _ -> throw new PeerException("has ended" + complaint());
      case LineQueue.Late _ -> {
        process.destroyForcibly();
        throw new PeerException("no answer within " + limit.toSeconds() + " s" + complaint());
      }
    };
  }

  private PeerException unasked() {
    return new PeerException("answered something else than it was asked" + complaint());
  }

  /** The last line of the log, since it mostly says why. */
  private String complaint() {
    try {
      List<String> text = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
      return text.isEmpty() ? "" : ": " + text.getLast().strip() + " (" + log + ")";
    } catch (IOException e) {
      return " (" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Ends the runner: by the end of its input, else by force. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
