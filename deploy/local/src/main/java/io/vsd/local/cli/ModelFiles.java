package io.vsd.local.cli;

import io.vsd.engine.hub.HubException;
import io.vsd.engine.hub.ModelHub;
import io.vsd.engine.hub.PullProgress;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes sure that a model's files are on this machine before services ask for them. */
final class ModelFiles {
  private ModelFiles() {}

  /**
   * Pulls a hub id that is not in the cache.
   *
   * @return what the services shall be told: the absolute path, or the hub id as it is
   */
  static String ensure(Session session, String model) {
    if (Files.exists(Path.of(model))) {
      return Path.of(model).toAbsolutePath().toString();
    }
    ModelHub hub = ModelHub.fromEnvironment(session.workspace().environment());
    try {
      hub.resolve(model);
    } catch (HubException notCached) {
      if (!ModelHub.isId(model)) {
        throw notCached;
      }
      session.err().line("Getting " + model + " …");
      pull(session, hub, model);
    }
    return model;
  }

  /** Fetches a model with a progress bar. */
  static Path pull(Session session, ModelHub hub, String id) {
    Path path = hub.pull(id, new Bars(session));
    session.err().clearStatus();
    return path;
  }

  private static final class Bars implements PullProgress {
    private final Session session;
    private final Map<String, ProgressBar> bars = new HashMap<>();

    Bars(Session session) {
      this.session = session;
    }

    @Override
    public void bytes(String file, long done, long total) {
      long now = System.nanoTime();
      String megabytes = String.format(Locale.ROOT, "%.1f MB", done / 1e6);
      if (total <= 0) {
        session.err().status("  " + file + " " + megabytes);
        return;
      }
      @Nullable ProgressBar bar = bars.get(file);
      if (bar == null) {
        bar = new ProgressBar(session.err(), "  " + file, total, now);
        bars.put(file, bar);
      }
      bar.update(done, now, megabytes);
    }

    @Override
    public void message(String text) {
      session.err().line(session.err().paint(Style.DIM, "  " + text));
    }
  }
}
