// One llama.cpp model behind node-llama-cpp's prebuilt binaries, as a peer of `./vsd bench peers`.
//
//   node llama_peer.mjs --modules DIR --model FILE.gguf --threads N --context TOKENS [--lookup]
//
// DIR is where node-llama-cpp is installed. Reads one JSON request a line, {"tokens": [...], "max_tokens": N}, decodes greedily until an
// end token, and answers one JSON line each. The first line says what runs: {"event": "ready", ...} or {"event": "missing", "reason": ...}.
// --lookup adds node-llama-cpp's prompt lookup, which guesses up to three tokens from the n-grams of the prompt and of what was written.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import path from "node:path";

const { values: options } = parseArgs({
  options: {
    modules: { type: "string" },
    model: { type: "string" },
    threads: { type: "string" },
    context: { type: "string" },
    lookup: { type: "boolean", default: false },
  },
});

// The library writes notes to the standard output; the protocol has it for itself.
const protocol = process.stdout.write.bind(process.stdout);
process.stdout.write = (...args) => process.stderr.write(...args);
const say = (line) => protocol(JSON.stringify(line) + "\n");

async function library() {
  const require = createRequire(path.join(options.modules, "package.json"));
  return import(pathToFileURL(require.resolve("node-llama-cpp")).href);
}

function seconds(from) {
  return Number(process.hrtime.bigint() - from) / 1e9;
}

/** The milliseconds and tokens that llama.cpp itself counted since the context began, by the names in its report. */
class NativeTimings {
  lines = [];
  async read(context) {
    this.lines.length = 0;
    await context.printTimings();
    const found = {};
    for (const line of this.lines.join("\n").split("\n")) {
      const match = line.match(/(prompt eval|eval) time =\s*([\d.]+) ms \/\s*(\d+) (?:tokens|runs)/);
      if (match) {
        found[match[1] === "eval" ? "decode" : "prefill"] = { ms: Number(match[2]), tokens: Number(match[3]) };
      }
    }
    return found;
  }
}

async function open(timings) {
  const { getLlama, InputLookupTokenPredictor } = await library();
  const threads = Number(options.threads);
  const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: "debug",
    logger: (_level, message) => timings.lines.push(message),
  });
  const model = await llama.loadModel({ modelPath: options.model, gpuLayers: 0 });
  const context = await model.createContext({
    contextSize: Number(options.context),
    threads: { ideal: threads, min: threads },
    performanceTracking: true,
  });
  const predictor = options.lookup ? new InputLookupTokenPredictor() : undefined;
  return { llama, model, context, predictor, sequence: context.getSequence({ tokenPredictor: predictor }) };
}

async function decode({ context, predictor, sequence }, timings, { tokens, max_tokens: maxTokens }) {
  await sequence.clearHistory();
  const before = await timings.read(context);
  predictor?.updateInputTokens(tokens);
  const written = [];
  const history = tokens.slice();
  const started = process.hrtime.bigint();
  let prefillSeconds = 0;
  let first;
  for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
    if (written.length === 0) {
      prefillSeconds = seconds(started);
      first = process.hrtime.bigint();
    }
    written.push(token);
    history.push(token);
    predictor?.updateInputTokens(history);
    if (written.length >= maxTokens || context.model.isEogToken(token)) {
      break;
    }
  }
  const decodeSeconds = seconds(first);
  return { event: "reply", tokens: written, prefill_seconds: prefillSeconds, decode_seconds: decodeSeconds, native: difference(before, await timings.read(context)) };
}

function difference(before, after) {
  return Object.fromEntries(
    Object.entries(after).map(([name, now]) => [name, { ms: now.ms - (before[name]?.ms ?? 0), tokens: now.tokens - (before[name]?.tokens ?? 0) }]),
  );
}

async function main() {
  const timings = new NativeTimings();
  let peer;
  try {
    peer = await open(timings);
  } catch (error) {
    say({ event: "missing", reason: String(error.message ?? error) });
    return;
  }
  say({
    event: "ready",
    llama_cpp: peer.llama.llamaCppRelease.release,
    gpu: peer.llama.gpu,
    threads: peer.context.idealThreads ?? peer.context.currentThreads,
    system: peer.llama.systemInfo,
  });
  for await (const line of createInterface({ input: process.stdin })) {
    say(await decode(peer, timings, JSON.parse(line)));
  }
  await peer.llama.dispose();
}

await main();
process.exit(0);
