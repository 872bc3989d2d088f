package io.vsd.local.cli;

import io.vsd.local.client.GenerationClient;
import io.vsd.local.cluster.ClusterHome;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.StateLock;
import io.vsd.local.config.Workspace;
import io.vsd.local.demo.Demo;
import io.vsd.local.demo.DemoPrompts;
import io.vsd.local.demo.DemoReport;
import io.vsd.local.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the whole loop. */
@Command(
    name = "demo",
    description = {
      "Starts a cluster of its own, decodes with and without the draft, then serves traffic until",
      "a draft that learned from it is swapped in. Ctrl-C stops every process it started."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "end after the comparison instead of serving on")
  private boolean once;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures to a file")
  private @Nullable Path json;

  @Option(
      names = "--prompts",
      paramLabel = "DIR",
      description = "showcase.jsonl, traffic.jsonl, heldout.jsonl (default: deploy/local/demo)")
  private @Nullable Path prompts;

  @Mixin private final ModelOption model = new ModelOption();
  @Mixin private final PortOption ports = new PortOption();

  private final Session session;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    Workspace workspace = session.workspace();
    List<String> running = ClusterHome.running(workspace.stateDir());
    if (!running.isEmpty()) {
      String option = ClusterHome.of(workspace.stateDir(), running.getFirst()).option();
      session
          .err()
          .line("A cluster runs and would share the processor; ./vsd down" + option + " stops it.");
      return ExitCodes.CLUSTER;
    }
    Path stateDir = workspace.stateDir().resolve("demo");
    try (StateLock _ = StateLock.of(stateDir)) {
      // Each demo begins with the bundled draft and an empty log.
      Trees.delete(stateDir);
      return run(stateDir);
    }
  }

  private int run(Path stateDir) throws Exception {
    Path directory =
        prompts != null ? prompts : session.workspace().home().resolve("deploy/local/demo");
    DemoPrompts chosen = DemoPrompts.read(directory);
    String target = ModelFiles.ensure(session, model.model);
    Terminal out = session.out();
    out.line("Starting broker, verifier, trainer and draft on this machine");
    ClusterPlan plan =
        ClusterPlan.of(stateDir, target, model.draftCheckpoint(session, target)).on(ports.choice());
    try (LocalCluster cluster = new ClusterStarter(session).start(plan, false);
        GenerationClient client = new GenerationClient(cluster.service("draft").address())) {
      StatusPrinter.addresses(out, cluster.state());
      Demo demo = new Demo(target, client, cluster.service("trainer").address(), chosen, out);
      DemoReport report = demo.run();
      if (json != null) {
        Files.writeString(json, report.toJson() + "\n");
      }
      if (!once) {
        demo.goOn(report.learning());
      }
      return report.succeeded() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }
}
