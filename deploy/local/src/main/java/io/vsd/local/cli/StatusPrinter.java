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
    for (ClusterState.Service s : state.services()) {
      try {
        describe(s, state, table);
      } catch (CallException e) {
        table.row(s.name(), "does not answer");
      }
    }
    out.gap();
    table.print(out);
    warnings(out, state);
  }

  /**
   * Sentences that an operator should read, which would make the table as wide as they are long.
   */
  static void warnings(Terminal out, ClusterState state) {
    for (ClusterState.Service s : state.services()) {
      try {
        warnings(s).forEach(w -> out.line(out.paint(Style.YELLOW, "  ! ") + w));
      } catch (CallException e) {
        out.line(out.paint(Style.YELLOW, "  ! ") + s.name() + ": " + e.getMessage());
      }
    }
  }

  private static void describe(ClusterState.Service s, ClusterState state, TextTable table)
      throws CallException {
    switch (s.role()) {
      case VERIFIER -> {
        DescribeResponse d = ServiceStatus.verifier(s.address());
        table.row(s.name() + " target", d.getModelName());
        table.row(s.name() + " precision", d.getDtype() + " on " + d.getDevice());
      }
      case DRAFT -> {
        StatusResponse d = draft(s);
        table.row("draft version", version(d, state));
        table.row("swaps", Long.toString(d.getSwaps()));
        table.row("requests", Long.toString(d.getTotalRequests()));
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

  private static String version(StatusResponse draft, ClusterState state) {
    if (!draft.getDraftVersion().isEmpty()) {
      return draft.getDraftVersion();
    }
    return state.first(ServiceRole.TRAINER).isPresent()
        ? "none yet (lookup alone until a learned one pays)"
        : "none (lookup alone)";
  }

  private static List<String> warnings(ClusterState.Service service) throws CallException {
    return switch (service.role()) {
      case DRAFT -> {
        StatusResponse d = draft(service);
        List<String> all = new ArrayList<>(d.getWarningsList());
        if (!d.getLastRefusal().isEmpty()) {
          all.add("a draft was refused: " + d.getLastRefusal());
        }
        yield all;
      }
      case TRAINER -> ServiceStatus.trainer(service.address()).getWarningsList();
      case VERIFIER, BROKER -> List.of();
    };
  }

  private static StatusResponse draft(ClusterState.Service service) throws CallException {
    try (GenerationClient client = new GenerationClient(service.address())) {
      return client.status();
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
    var verifiers = root.putArray("verifiers");
    state.services().stream()
        .filter(s -> s.role() == ServiceRole.VERIFIER)
        .forEach(s -> verifier(verifiers.addObject(), s));
    state.first(ServiceRole.DRAFT).ifPresent(s -> draft(root, s));
    state.first(ServiceRole.TRAINER).ifPresent(s -> trainer(root, s));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static void verifier(ObjectNode node, ClusterState.Service service) {
    node.put("name", service.name());
    try {
      DescribeResponse d = ServiceStatus.verifier(service.address());
      node.put("target", d.getModelName());
      node.put("fingerprint", d.getFingerprint());
      node.put("precision", d.getDtype());
      node.put("device", d.getDevice());
    } catch (CallException e) {
      node.put("error", e.getMessage());
    }
  }

  private static void warnings(ObjectNode node, ClusterState.Service service) throws CallException {
    var list = node.putArray("warnings");
    warnings(service).forEach(list::add);
  }

  private static void draft(ObjectNode root, ClusterState.Service service) {
    ObjectNode node = root.putObject("draft");
    try {
      StatusResponse d = draft(service);
      node.put("draft_version", d.getDraftVersion());
      node.put("fingerprint", d.getFingerprint());
      node.put("swaps", d.getSwaps());
      node.put("total_requests", d.getTotalRequests());
      node.put("num_draft_tokens", d.getNumDraftTokens());
      node.put("num_accepted_tokens", d.getNumAcceptedTokens());
      node.put("last_refusal", d.getLastRefusal());
      warnings(node, service);
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
      warnings(node, service);
    } catch (CallException e) {
      node.put("error", e.getMessage());
    }
  }
}
