package io.vsd.local.bench.peers;

import io.vsd.local.config.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the runtimes of others come from.
 *
 * @param node llama.cpp
 * @param python transformers
 * @param logs directory of the logs
 */
record PeerTools(NodePeer node, PythonPeer python, Path logs) {
  /** Kept under the checkout's state directory; the scripts are those of {@code deploy/bench}. */
  static PeerTools of(Workspace workspace, String node, String python) throws IOException {
    Path cache = workspace.stateDir().resolve("peers");
    Path scripts = workspace.home().resolve("deploy/bench");
    Path logs = Files.createDirectories(cache.resolve("logs"));
    return new PeerTools(
        new NodePeer(node, cache, scripts.resolve("llama_peer.mjs"), logs),
        new PythonPeer(python, cache.resolve("f16"), scripts, logs),
        logs);
  }
}
