package io.vsd.draft.hotswap;

/** Hears what becomes of wanted checkpoints; must be fast and not throw. */
public interface SwapObserver {

  /** A checkpoint became the active draft. */
  void swapped(String version, double seconds);

  /** The active draft was withdrawn: sessions draft by lookup alone from now on. */
  void withdrawn(String version);

  /** A checkpoint was refused. */
  void refused(String version, CheckpointRefusedException.Reason reason, String message);

  /** A try failed that will be made again. */
  void postponed(String version, String why);
}
