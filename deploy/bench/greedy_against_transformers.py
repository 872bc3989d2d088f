"""Compares greedy answers of `./vsd generate` with Hugging Face transformers in fp32 on the same model file.

    ./vsd generate --prompts PROMPTS.jsonl --out ANSWERS.jsonl --max-tokens 64 --temperature 0
    python deploy/bench/greedy_against_transformers.py --model FILE.gguf|DIRECTORY --prompts PROMPTS.jsonl --answers ANSWERS.jsonl

The prompt's ids must be those of transformers' chat template and tokenizer. The answer is forced through transformers token by token: at
every position its token must be transformers' own argmax, or the two scores must be a near tie (default: at most 0.05 apart), which is
counted. Exits with 1 if anything else differs. Needs torch, transformers, and gguf for a GGUF file.
"""
import argparse
import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def load(model: pathlib.Path):
    if model.is_file():
        where = {"pretrained_model_name_or_path": str(model.parent), "gguf_file": model.name}
    else:
        where = {"pretrained_model_name_or_path": str(model)}
    return AutoTokenizer.from_pretrained(**where), AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()


def lines(file: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def messages(prompt: dict) -> list[dict]:
    if "messages" in prompt:
        return prompt["messages"]
    return [{"role": "user", "content": prompt["prompt"] if "prompt" in prompt else prompt["turns"][0]}]


@torch.inference_mode()
def differences(network, prompt_ids: list[int], answer_ids: list[int]) -> list[tuple[int, float]]:
    """Positions of the answer whose token is not the argmax, with how far below it the token lies."""
    logits = network(torch.tensor([prompt_ids + answer_ids])).logits[0]
    found = []
    for i, token in enumerate(answer_ids):
        row = logits[len(prompt_ids) - 1 + i]
        best = int(row.argmax())
        if best != token:
            found.append((i, float(row[best] - row[token])))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--prompts", type=pathlib.Path, required=True)
    parser.add_argument("--answers", type=pathlib.Path, required=True)
    parser.add_argument("--near-tie", type=float, default=0.05, help="largest distance of two scores that counts as a tie")
    options = parser.parse_args()
    tokenizer, network = load(options.model)
    prompts = {str(p.get("id", n + 1)): p for n, p in enumerate(lines(options.prompts))}
    positions = ties = wrong = 0
    for answer in lines(options.answers):
        if answer["turn"] != 0:
            continue
        text = tokenizer.apply_chat_template(messages(prompts[answer["id"]]), tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        if ids != answer["prompt_ids"]:
            print(f"{answer['id']}: the prompt's ids differ: {answer['prompt_ids']} here, {ids} in transformers")
            wrong += 1
            continue
        positions += len(answer["token_ids"])
        for position, gap in differences(network, ids, answer["token_ids"]):
            tie = gap <= options.near_tie
            ties += tie
            wrong += not tie
            print(f"{answer['id']}: token {position} lies {gap:.4f} below the argmax{' (near tie)' if tie else ''}")
    print(f"{positions} tokens compared, {ties} near ties, {wrong} differences")
    return 1 if wrong or not positions else 0


if __name__ == "__main__":
    sys.exit(main())
