package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The standard output as a stream of JSON lines; whatever else is printed goes to the errors. */
final class JsonLines {
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  JsonLines() {
    System.setOut(System.err);
  }

  /** A line to be filled. */
  static ObjectNode event(String name) {
    return new ObjectMapper().createObjectNode().put("event", name);
  }

  void say(ObjectNode line) {
    out.println(line);
  }

  /** Why there will be no measurement. */
  void missing(Exception cause) {
    String text = cause.getMessage();
    say(event("missing").put("reason", text == null ? cause.toString() : text));
  }
}
