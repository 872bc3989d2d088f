package io.vsd.local.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The checkout that a command works in.
 *
 * @param home top directory of the checkout
 * @param java the {@code java} binary that the services run on
 * @param environment environment of this process
 */
public record Workspace(Path home, Path java, Map<String, String> environment) {
  /** Default target model. */
  public static final String DEFAULT_MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct";

  public Workspace {
    environment = Map.copyOf(environment);
  }

  /**
   * The workspace of this process: {@code VSD_HOME}, or the nearest directory above the working
   * directory that holds the launcher's module.
   *
   * @throws IllegalStateException if neither is a checkout
   */
  public static Workspace current() {
    Map<String, String> env = System.getenv();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String home = env.get("VSD_HOME");
    if (home != null && !home.isBlank()) {
      return new Workspace(Path.of(home).toAbsolutePath().normalize(), java, env);
    }
    Path dir = Path.of("").toAbsolutePath();
    while (dir != null) {
      if (Files.isRegularFile(dir.resolve("mvnw"))
          && Files.isDirectory(dir.resolve("deploy").resolve("local"))) {
        return new Workspace(dir, java, env);
      }
      dir = dir.getParent();
    }
    throw new IllegalStateException("not inside a checkout of vsd, and VSD_HOME is not set");
  }

  /** Directory of everything that running leaves behind. */
  public Path stateDir() {
    return home.resolve(".vsd");
  }

  /** Runnable jar of a Quarkus service module. */
  public Path serviceJar(String module) {
    return home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
  }

  /** Options that every service's Java needs. */
  public Path javaOptions() {
    return home.resolve("deploy/java.options");
  }

  /** Class path of this module's own processes. */
  public String localClassPath() {
    Path target = home.resolve("deploy/local/target");
    return target.resolve("*") + ":" + target.resolve("lib").resolve("*");
  }

  /** The draft checkpoint that comes with the checkout. */
  public Path bundledDraft() {
    return home.resolve("deploy/drafts/smollm2-135m-instruct");
  }

  /** Whether the environment asks for plain text (https://no-color.org). */
  public boolean noColor() {
    return !environment.getOrDefault("NO_COLOR", "").isEmpty()
        || "dumb".equals(environment.get("TERM"));
  }
}
