"""Golden values for io.vsd.engine.text, made by transformers.

Usage: text_golden.py SMOLLM2_GGUF OUT_DIR
Needs: gguf, transformers, accelerate. The files in src/test/resources/text came from transformers 5.23.0.

smollm2-ids.json     texts and their ids by AutoTokenizer.from_pretrained(..., gguf_file=...)
splitters.json       texts and pieces by the pre-tokenizers of transformers' Llama 3 and Qwen2 converters
conversations.json   conversations and what transformers renders with each file of templates/
"""

import json
import pathlib
import sys

from tokenizers import Regex, pre_tokenizers
from transformers import AutoTokenizer
from transformers.convert_slow_tokenizer import TikTokenConverter
from transformers.models.qwen2 import tokenization_qwen2
from transformers.utils.chat_template_utils import render_jinja_template

TEXTS = [
    "Hello, world!",
    " leading space and trailing ",
    "one\ntwo\r\nthree\n\n\nfour\t\tfive",
    "I'm you're he'll WE'VE don't",
    "12345 + 678 = 13023; 3.14159e-10",
    "a  2   3    4",
    "def f(x):\n    if x > 0:\n        return x ** 2  # square\n    return [i for i in range(10)]\n",
    "for (int i = 0; i < n; ++i) { sum += a[i] * b[i]; }",
    "naïve café Zoë — “quotes” … ½ ² №",
    "日本語のテキストと中文文本，以及한국어 텍스트。",
    "Привет, мир! Γειά σου κόσμε. שלום עולם مرحبا",
    "🎉🎊 emoji 👩‍👩‍👧‍👦 family 🇩🇪 flag 👍🏽",
    "e\u0301 is not é; \u200b zero width; \ufeff mark; \u00a0 nbsp",
    "𝕳𝖊𝖑𝖑𝖔 𠮷 astral",
    "<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n",
    "<|endoftext|><|im_end|> <|not_special|> <repo_name>x<file_sep>y",
    "\u0000\u0001\u0007 control \u001b[0m",
    "https://example.com/a?b=c&d=%20#e user@example.org",
    "|col|umn|\n|---|---|\n| a | b |",
    "     ",
    "\n",
    "x",
    "supercalifragilisticexpialidocious " * 20,
]

CONVERSATIONS = [
    [("user", "Hi!")],
    [("system", "Answer in French."), ("user", "What is {{ 7 * 7 }}?\n  {% if x %} keep {# this #}")],
    [("user", "  padded \n"), ("assistant", "one\\ntwo 'quoted' \"double\""), ("user", "日本 🎉 <b>&amp;</b>")],
    [("system", "S"), ("user", "1"), ("assistant", "<think>\nhm\n</think>\n\nanswer"), ("user", "2"), ("assistant", "3"), ("user", "4")],
    [("assistant", "out of order"), ("user", "x")],
]
SPECIAL = {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}


def render(template, turns, prompt):
    messages = [{"role": role, "content": content} for role, content in turns]
    try:
        rendered, _ = render_jinja_template([messages], chat_template=template, add_generation_prompt=prompt, **SPECIAL)
        return {"text": rendered[0]}
    except Exception as e:  # the template's own raise_exception
        return {"error": str(e)}


def pieces(splitter, text):
    return [text[a:b] for _, (a, b) in splitter.pre_tokenize_str(text)]


def main(model, out):
    tokenizer = AutoTokenizer.from_pretrained(model.parent, gguf_file=model.name)
    ids = [{"text": t, "ids": tokenizer(t, add_special_tokens=False).input_ids} for t in TEXTS]
    (out / "smollm2-ids.json").write_text(json.dumps(ids, indent=0) + "\n")

    llama3 = TikTokenConverter(vocab_file="unused").pattern
    splitters = {}
    for name, pattern in {"llama-bpe": llama3, "qwen2": tokenization_qwen2.PRETOKENIZE_REGEX}.items():
        splitter = pre_tokenizers.Split(Regex(pattern), "isolated")
        splitters[name] = [{"text": t, "pieces": pieces(splitter, t)} for t in TEXTS]
    (out / "splitters.json").write_text(json.dumps(splitters, indent=0) + "\n")

    templates = {p.stem: p.read_text() for p in sorted((out / "templates").glob("*.jinja"))}
    templates["smollm2"] = tokenizer.chat_template
    cases = []
    for name, template in templates.items():
        for turns in CONVERSATIONS:
            for prompt in (True, False):
                case = {"template": name, "turns": turns, "add_generation_prompt": prompt}
                cases.append(case | render(template, turns, prompt))
    (out / "templates" / "smollm2.jinja").write_text(templates["smollm2"])
    (out / "conversations.json").write_text(json.dumps(cases, indent=0) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
