"""Hugging Face transformers as a peer of `./vsd bench peers`: one model, one precision, greedy decoding with its own key-value cache.

    python deploy/bench/transformers_peer.py --model FILE.gguf|DIRECTORY --dtype fp32|bf16 --threads N

Reads one JSON request a line, {"tokens": [...], "max_tokens": N}, decodes greedily until an end token, and answers one JSON line each. The
first line says what runs: {"event": "ready", ...} or {"event": "missing", "reason": ...}. Needs torch, transformers, and gguf for a GGUF file.
"""
import argparse
import json
import os
import pathlib
import sys
import time

# The libraries write notes to the standard output; the protocol has it for itself.
PROTOCOL = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def say(line: dict) -> None:
    PROTOCOL.write(json.dumps(line) + "\n")
    PROTOCOL.flush()


def load(model: pathlib.Path, dtype):
    from transformers import AutoModelForCausalLM

    if model.is_file():
        where = {"pretrained_model_name_or_path": str(model.parent), "gguf_file": model.name}
    else:
        where = {"pretrained_model_name_or_path": str(model)}
    return AutoModelForCausalLM.from_pretrained(**where, dtype=dtype).eval()


class Decoder:
    def __init__(self, network, end_tokens: set[int]):
        self.network = network
        self.end_tokens = end_tokens

    def step(self, tokens: list[int], cache):
        import torch

        out = self.network(torch.tensor([tokens]), past_key_values=cache, use_cache=True, logits_to_keep=1)
        return int(out.logits[0, -1].argmax()), out.past_key_values

    def reply(self, tokens: list[int], max_tokens: int) -> dict:
        began = time.perf_counter()
        token, cache = self.step(tokens, None)
        first = time.perf_counter()
        written = [token]
        while len(written) < max_tokens and token not in self.end_tokens:
            token, cache = self.step([token], cache)
            written.append(token)
        return {"event": "reply", "tokens": written, "prefill_seconds": first - began, "decode_seconds": time.perf_counter() - first}


def ends(network) -> set[int]:
    found = network.generation_config.eos_token_id
    return set() if found is None else {found} if isinstance(found, int) else set(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--dtype", choices=("fp32", "bf16"), required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    try:
        import torch
        import transformers

        torch.set_num_threads(options.threads)
        network = load(options.model, {"fp32": torch.float32, "bf16": torch.bfloat16}[options.dtype])
    except (ImportError, OSError, ValueError, KeyError) as error:
        say({"event": "missing", "reason": f"{type(error).__name__}: {error}"})
        return 0
    decoder = Decoder(network, ends(network))
    say({"event": "ready", "transformers": transformers.__version__, "torch": torch.__version__, "threads": torch.get_num_threads()})
    with torch.inference_mode():
        for line in sys.stdin:
            request = json.loads(line)
            say(decoder.reply(request["tokens"], request["max_tokens"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
