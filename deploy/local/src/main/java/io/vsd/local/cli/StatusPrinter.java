package io.vsd.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.ServiceStatus;
import io.vsd.local.cluster.ClusterState;
import io.vsd.local.cluster.ServiceRole;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.local.terminal.TextTable;
import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.proto.generation.v1.StatusResponse;
import io.vsd.proto.speculation.v1.DescribeResponse;
import java.util.ArrayList;
import java.util.List;

/** A cluster's state for people and for programs. */
final class StatusPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusPrinter() {}

  static void addresses(Terminal out, ClusterState state) {
    TextTable table = new TextTable("service", "gRPC / Kafka", "HTTP", "pid", "state");
    for (ClusterState.Service s : state.services()) {
      table.row(
          s.name(),
          s.address(),
          s.httpPort() == 0 ? "" : "127.0.0.1:" + s.httpPort(),
          Long.toString(s.pid()),
          s.process().isPresent() ? "running" : "gone");
    }
    table.print(out);
    out.line(out.paint(Style.DIM, "  logs: " + state.stateDir() + "/logs"));
  }

  static void details(Terminal out, ClusterState state) {
    TextTable table = new TextTable("what", "value");
    // Sentences, which would make the table as wide as they are long.
    List<String> warnings = new ArrayList<>();
    for (ClusterState.Service s : state.services()) {
      try {
        describe(s, table, warnings);
      } catch (CallException e) {
        warnings.add(s.name() + ": " + e.getMessage());
      }
    }
    out.gap();
    table.print(out);
    warnings.forEach(w -> out.line(out.paint(Style.YELLOW, "  ! ") + w));
  }

  private static void describe(ClusterState.Service s, TextTable table, List<String> warnings)
      throws CallException {
    switch (s.role()) {
      case VERIFIER -> {
        DescribeResponse d = ServiceStatus.verifier(s.address());
        table.row(s.name() + " target", d.getModelName());
        table.row(s.name() + " precision", d.getDtype() + " on " + d.getDevice());
      }
      case DRAFT -> {
        try (GenerationClient client = new GenerationClient(s.address())) {
          StatusResponse d = client.status();
          table.row("draft version", d.getDraftVersion().isEmpty() ? "none" : d.getDraftVersion());
          table.row("swaps", Long.toString(d.getSwaps()));
          table.row("requests", Long.toString(d.getTotalRequests()));
          warnings.addAll(d.getWarningsList());
        }
      }
      case TRAINER -> {
        TrainerStatusResponse t = ServiceStatus.trainer(s.address());
        table.row("trainer", t.getActivity());
        table.row("optimizer steps", Long.toString(t.getOptimizerSteps()));
        table.row("promoted / refused", t.getPromoted() + " / " + t.getRefused());
      }
      case BROKER -> {
        // Its address is all there is to say.
      }
    }
  }

  static String json(ClusterState state) throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("model", state.model());
    root.put("state_dir", state.stateDir());
    var services = root.putArray("services");
    for (ClusterState.Service s : state.services()) {
      ObjectNode node = services.addObject();
      node.put("name", s.name());
      node.put("address", s.address());
      node.put("http_port", s.httpPort());
      node.put("pid", s.pid());
      node.put("running", s.process().isPresent());
    }
    state.first(ServiceRole.DRAFT).ifPresent(s -> draft(root, s));
    state.first(ServiceRole.TRAINER).ifPresent(s -> trainer(root, s));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static void draft(ObjectNode root, ClusterState.Service service) {
    ObjectNode node = root.putObject("draft");
    try (GenerationClient client = new GenerationClient(service.address())) {
      StatusResponse d = client.status();
      node.put("draft_version", d.getDraftVersion());
      node.put("fingerprint", d.getFingerprint());
      node.put("swaps", d.getSwaps());
      node.put("total_requests", d.getTotalRequests());
      node.put("num_draft_tokens", d.getNumDraftTokens());
      node.put("num_accepted_tokens", d.getNumAcceptedTokens());
    } catch (CallException e) {
      node.put("error", e.getMessage());
    }
  }

  private static void trainer(ObjectNode root, ClusterState.Service service) {
    ObjectNode node = root.putObject("trainer");
    try {
      TrainerStatusResponse t = ServiceStatus.trainer(service.address());
      node.put("activity", t.getActivity());
      node.put("optimizer_steps", t.getOptimizerSteps());
      node.put("promoted", t.getPromoted());
      node.put("refused", t.getRefused());
      node.put("serving_checkpoint", t.getServingCheckpoint());
    } catch (CallException e) {
      node.put("error", e.getMessage());
    }
  }
}
