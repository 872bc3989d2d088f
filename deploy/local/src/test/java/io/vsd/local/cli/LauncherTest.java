package io.vsd.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.config.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a made-up checkout on a made-up machine, whose JDKs only say who they are. */
@Timeout(60)
class LauncherTest {
  private static final int NO_JDK = 4;
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "basename",
          "cat",
          "cut",
          "date",
          "dirname",
          "find",
          "grep",
          "head",
          "mkdir",
          "readlink",
          "sed",
          "sleep",
          "tail",
          "touch",
          "tr",
          "uname");

  @TempDir Path machine;
  private Path checkout;

  @BeforeEach
  void makeMachine() throws IOException {
    checkout = machine.resolve("checkout");
    Path home = Workspace.current().home();
    // System folders are moved below the machine's root, where only this test puts JDKs.
    String script =
        Files.readString(home.resolve("vsd"))
            .replace("/usr/lib/jvm", machine + "/usr/lib/jvm")
            .replace("/usr/local/lib/jvm", machine + "/usr/local/lib/jvm")
            .replace("/opt/java", machine + "/opt/java")
            .replace("/Library/Java", machine + "/Library/Java")
            .replace("/usr/libexec", machine + "/usr/libexec");
    executable(checkout.resolve("vsd"), script);
    for (String jar :
        List.of(
            "deploy/local/target/vsd-local-0.jar",
            "verifier-service/target/quarkus-app/quarkus-run.jar",
            "draft-service/target/quarkus-app/quarkus-run.jar",
            "trainer-service/target/quarkus-app/quarkus-run.jar",
            "deploy/local/target/.built")) {
      Files.createDirectories(checkout.resolve(jar).getParent());
      Files.createFile(checkout.resolve(jar));
    }
    Path tools = Files.createDirectories(machine.resolve("bin"));
    for (String tool : TOOLS) {
      Path at = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(tools.resolve(tool), Files.exists(at) ? at : Path.of("/bin", tool));
    }
  }

  @Test
  void javaHomeComesFirst() throws Exception {
    jdk("usr/lib/jvm/other", "25");
    Path chosen = jdk("chosen", "25.0.3");

    assertThat(run(Map.of("JAVA_HOME", chosen.toString())).output).contains("started by " + chosen);
  }

  @Test
  void aJavaHomeThatIsTooOldIsPassedOver() throws Exception {
    Path old = jdk("old", "17.0.12");
    Path onPath = jdk("somewhere/jdk", "26-ea");
    Files.createSymbolicLink(machine.resolve("bin/javac"), onPath.resolve("bin/javac"));

    assertThat(run(Map.of("JAVA_HOME", old.toString())).output).contains("started by " + onPath);
  }

  @Test
  void theUsualFoldersAreSearched() throws Exception {
    for (String folder :
        List.of(
            "usr/lib/jvm/temurin-25",
            "home/.sdkman/candidates/java/25-tem",
            "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home")) {
      Path found = jdk(folder, "25");
      assertThat(run(Map.of()).output).as(folder).contains("started by " + found);
      Files.delete(found.resolve("bin/javac"));
    }
  }

  @Test
  void withoutAJdkItSaysWhatToInstallAndWhatWasFound() throws Exception {
    Path old = jdk("usr/lib/jvm/java-17", "17.0.12");
    Path runtimeOnly = jdk("usr/lib/jvm/jre-25", "25");
    Files.delete(runtimeOnly.resolve("bin/javac"));

    Run run = run(Map.of());

    assertThat(run.exitCode).isEqualTo(NO_JDK);
    assertThat(run.output)
        .contains("needs a JDK 25", "too old", old + " (Java 17)", "apt install", "sdk install")
        .doesNotContain("started by", runtimeOnly.toString());
  }

  private record Run(int exitCode, String output) {}

  private Run run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(checkout.resolve("vsd").toString(), "status").redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", machine.resolve("bin").toString());
    builder.environment().put("HOME", machine.resolve("home").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private Path jdk(String folder, String version) throws IOException {
    Path jdk = machine.resolve(folder);
    executable(jdk.resolve("bin/java"), "#!/bin/bash\necho started by " + jdk + "\n");
    executable(jdk.resolve("bin/javac"), "#!/bin/bash\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
