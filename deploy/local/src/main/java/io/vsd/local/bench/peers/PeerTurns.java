package io.vsd.local.bench.peers;

import io.vsd.local.bench.OtherLoad;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The turns: in each, every contender decodes the same prompt and reads the same long one. The
 * order moves on from turn to turn, so that a drift of the machine falls on all of them.
 */
final class PeerTurns {
  /** Threads of some runtimes spin for a while behind their last work and would hold the next. */
  private static final long SETTLE_MS = 250;

  private final PeerStand stand;
  private final PeersSettings settings;
  private final Prompts prompts;
  private final OtherLoad load = new OtherLoad();
  private final Map<PeerRow, PeerFigures> figures = new EnumMap<>(PeerRow.class);
  private int counted;

  PeerTurns(PeerStand stand, PeersSettings settings, Prompts prompts) {
    this.stand = stand;
    this.settings = settings;
    this.prompts = prompts;
  }

  /** Runs them all, or those that the limit leaves time for; one counts in any case. */
  void run(Terminal terminal) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + settings.limit().toNanos();
    int all = settings.warmUps() + settings.turns();
    ProgressBar bar = new ProgressBar(terminal, "turns", all, System.nanoTime());
    for (int turn = 0; turn < all; turn++) {
      boolean counts = turn >= settings.warmUps();
      if (counted > 0 && System.nanoTime() > deadline) {
        terminal.clearStatus();
        terminal.line(
            "stopped by --limit-minutes after %d of %d turns".formatted(counted, settings.turns()));
        return;
      }
      load.look();
      turn(turn, counts, terminal);
      counted += counts ? 1 : 0;
      bar.update(turn + 1L, System.nanoTime(), counts ? "" : "warming up");
    }
    terminal.clearStatus();
  }

  private void turn(int turn, boolean counts, Terminal terminal) throws InterruptedException {
    List<Contender> order = new ArrayList<>(stand.contenders());
    Collections.rotate(order, -turn);
    for (Contender contender : order) {
      Thread.sleep(SETTLE_MS);
      try {
        PeerReply reply = contender.reply(prompts.shortOnes().get(turn), settings.tokens());
        double prefill = prefill(contender, prompts.longOnes().get(turn));
        if (counts) {
          figures.computeIfAbsent(contender.row(), _ -> new PeerFigures()).add(reply, prefill);
        }
      } catch (PeerException e) {
        terminal.clearStatus();
        terminal.line(contender.row().title() + " drops out: " + e.getMessage());
        stand.drop(contender, e);
        figures.remove(contender.row());
      }
    }
  }

  private static double prefill(Contender contender, int[] prompt)
      throws PeerException, InterruptedException {
    return contender.row().plain()
        ? contender.reply(prompt, 1).prefillTokensPerSecond(prompt.length)
        : Double.NaN;
  }

  /** What each of them did in the turns that count. */
  Map<PeerRow, PeerFigures> figures() {
    return figures;
  }

  /** Turns that count. */
  int counted() {
    return counted;
  }

  /** How busy others kept the machine meanwhile. */
  OtherLoad load() {
    return load;
  }
}
