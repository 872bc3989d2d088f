"""Golden values of the target from Hugging Face transformers in fp32 (made with transformers 5.23, torch 2.7.1).

    python engine/src/test/python/target_goldens.py real  SmolLM2-135M-Instruct.Q4_1.gguf
    python engine/src/test/python/target_goldens.py tiny  DIR   # DIR/llama, DIR/qwen2, DIR/qwen3 by TinyModels, seed 42

    python engine/src/test/python/target_goldens.py variants DIR   # DIR/* by the main method of TinyVariant (transformers 4.57.1)

Writes engine/src/test/resources/goldens/target-real.json, target-tiny.json and target-variants.json.
"""
import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

GOLDENS = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens"
PROMPTS = [
    "What is the capital of France, and what is it known for?",
    "Write a short poem about the sea in autumn.",
    "Explain to a child why the sky is blue.",
    "List five fruits that grow on trees.",
    "def fibonacci(n):",
    "Translate to German: The weather is nice today.",
    "How do I boil an egg so that the yolk stays soft?",
    "Summarise the story of Romeo and Juliet in two sentences.",
    "What is 17 times 23? Show the steps.",
    "Give me a recipe for pancakes with four ingredients.",
    "Write a polite e-mail that declines an invitation.",
    "Which planets of the solar system have rings?",
    "Name three differences between TCP and UDP.",
    "Tell me a joke about programmers.",
    "What should I pack for a weekend in the mountains?",
    "Write a SQL query that counts orders per customer.",
    "Who painted the Mona Lisa, and when?",
    "Describe how a bicycle stays upright.",
    "Finish this sentence: Once upon a time, in a small village,",
    "What are the health benefits of walking every day?",
]
SAMPLE = 64  # evenly spaced vocabulary entries kept of each logit row


def real(gguf: pathlib.Path) -> dict:
    where = {"pretrained_model_name_or_path": str(gguf.parent), "gguf_file": gguf.name}
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(**where)
    cases = []
    for prompt in PROMPTS:
        text = tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        out = model(torch.tensor([ids]), use_cache=True)
        row = out.logits[0, -1]
        last, cache, answer = row, out.past_key_values, []
        for _ in range(64):
            answer.append(int(last.argmax()))
            out = model(torch.tensor([[answer[-1]]]), past_key_values=cache, use_cache=True)
            last, cache = out.logits[0, -1], out.past_key_values
        step = row.numel() // SAMPLE
        cases.append({"prompt": ids, "greedy": answer, "step": step,
                      "logits": [round(v, 6) for v in row[::step].tolist()]})
        print(len(cases), tokenizer.decode(answer)[:70].replace("\n", " "), flush=True)
    return {"cases": cases}


def tiny(root: pathlib.Path) -> dict:
    families = {}
    for family in ("llama", "qwen2", "qwen3"):
        model = AutoModelForCausalLM.from_pretrained(root / family, dtype=torch.float32).eval()
        tokens = [(i * 37 + 11) % model.config.vocab_size for i in range(80)]
        logits = model(torch.tensor([tokens])).logits[0]
        rows = [0, 1, 40, 63, 64, 79]
        families[family] = {"tokens": tokens, "rows": rows,
                            "logits": [[round(v, 6) for v in logits[r].tolist()] for r in rows]}
    return families


def variants(root: pathlib.Path) -> dict:
    """Logits of three rows and the 16 greedy tokens after a prompt that is long enough for rotations to differ."""
    cases = {}
    for directory in sorted(root.iterdir()):
        model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
        tokens = [(i * 37 + 11) % model.config.vocab_size for i in range(150)]
        rows = [0, 64, 149]
        logits = model(torch.tensor([tokens])).logits[0]
        text = list(tokens)
        for _ in range(16):
            text.append(int(model(torch.tensor([text])).logits[0, -1].argmax()))
        cases[directory.name] = {"tokens": tokens, "rows": rows, "greedy": text[len(tokens):],
                                 "logits": [[round(v, 5) for v in logits[r].tolist()] for r in rows]}
    return cases


if __name__ == "__main__":
    torch.set_num_threads(1)
    kind, path = sys.argv[1], pathlib.Path(sys.argv[2])
    GOLDENS.mkdir(parents=True, exist_ok=True)
    with torch.inference_mode():
        values = {"real": real, "tiny": tiny, "variants": variants}[kind](path)
    (GOLDENS / f"target-{kind}.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
