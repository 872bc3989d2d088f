"""Golden ids for SentencePiece vocabularies in GGUF files, made by sentencepiece and transformers.

Usage: sentencepiece_golden.py OUT_DIR
Needs: sentencepiece, gguf, transformers, tokenizers, protobuf. The files in src/test/resources/text/spm
came from sentencepiece 0.2.3, gguf 0.19.0 and transformers 4.57.1.

NAME.gguf   a vocabulary trained on this directory's texts, as llama.cpp's converter writes it, without tensors
ids.json    texts, the ids that sentencepiece itself gives for each stretch between added tokens, and what
            transformers' LlamaTokenizerFast decodes. The script prints where LlamaTokenizerFast gives other ids:
            only with extra whitespace removed and a character map, which it ignores. It prints, too, where
            transformers differs on the GGUF file: there it knows no user-defined tokens and no <unk> in a text.
"""

import json
import pathlib
import random
import sys
import tempfile

import gguf
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from transformers import AutoTokenizer, LlamaTokenizer, LlamaTokenizerFast

HERE = pathlib.Path(__file__).resolve().parent
CONTROL = ["[INST]", "[/INST]"]
USER_DEFINED = ["<tool>", "==>"]
VARIANTS = {
    "llama": {},
    "no-prefix": {"add_dummy_prefix": False},
    "no-bytes": {"byte_fallback": False},
    "normalised": {"remove_extra_whitespaces": True, "rules": "FB01\t66 69\nFF21\t41\n2126\t3A9\n"},
}
TEXTS = [
    "Hello, world!",
    " leading, trailing ",
    "  two  spaces   three    four",
    "     ",
    " ",
    "",
    "one\ntwo\r\nthree\n\n\tfour\t\tfive",
    "def f(x):\n    if x > 0:\n        return x ** 2  # square\n",
    "12345 + 678 = 13023; 3.14e-10",
    "naïve café Zoë — “quotes” … ½ №",
    "日本語のテキスト, 한국어, עברית, Привет",
    "🎉 emoji 👩‍👩‍👧 flag 🇩🇪",
    "e\u0301 is not é; \u200b zero width; \u00a0 nbsp",
    "ﬁne Ａ Ω AAA aaaa aaaaaaa",
    "▁ is a mark ▁▁ itself",
    "<unk> <0x0A> <0xFF> text",
    "[INST] do it [/INST] done</s><s>[INST]again[/INST]",
    "<tool>call</tool> a==>b ==> c",
    "</s",
    "the the thethe ttthhheee",
    "\u0000\u0001 control",
]


def corpus():
    lines = [t for t in TEXTS if t.strip()] * 3
    for source in sorted(HERE.glob("*.py")):
        lines += source.read_text().splitlines()
    return [line for line in lines if len(line) < 4000]


def train(directory, options):
    options = dict(options)
    rules = options.pop("rules", None)
    defaults = {
        "model_type": "bpe",
        "vocab_size": 620,
        "byte_fallback": True,
        "normalization_rule_name": "identity",
        "add_dummy_prefix": True,
        "remove_extra_whitespaces": False,
        "allow_whitespace_only_pieces": True,
        "character_coverage": 0.99,
        "split_digits": True,
        "num_threads": 1,
        "minloglevel": 2,
        "control_symbols": CONTROL,
        "user_defined_symbols": USER_DEFINED,
    }
    if rules:
        (directory / "rules.tsv").write_text(rules)
        defaults.pop("normalization_rule_name")
        defaults["normalization_rule_tsv"] = str(directory / "rules.tsv")
    (directory / "corpus.txt").write_text("\n".join(corpus()))
    prefix = str(directory / "tokenizer")
    sentencepiece.SentencePieceTrainer.train(input=str(directory / "corpus.txt"), model_prefix=prefix, **(defaults | options))
    return directory / "tokenizer.model"


def write_gguf(model, out):
    proto = sentencepiece_model_pb2.ModelProto.FromString(model.read_bytes())
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([p.piece for p in proto.pieces])
    writer.add_token_scores([p.score for p in proto.pieces])
    writer.add_token_types([p.type for p in proto.pieces])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(proto.normalizer_spec.add_dummy_prefix)
    if proto.normalizer_spec.remove_extra_whitespaces:
        writer.add_remove_extra_whitespaces(True)
    if proto.normalizer_spec.precompiled_charsmap:
        writer.add_precompiled_charsmap(proto.normalizer_spec.precompiled_charsmap)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


ADDED = ["<unk>", "<s>", "</s>", *CONTROL, *USER_DEFINED]


def segments(text):
    """Text between added tokens, and the added tokens."""
    out, rest = [], text
    while rest:
        found = min(((rest.find(c), c) for c in ADDED if c in rest), default=None)
        if found is None:
            return out + [rest]
        at, token = found
        out += [rest[:at], token]
        rest = rest[at + len(token) :]
    return out


def encode(processor, text):
    """What sentencepiece makes of each stretch of text, added tokens by themselves."""
    ids = []
    for part in segments(text):
        if part in ADDED:
            ids.append(processor.piece_to_id(part))
        elif part:
            ids += processor.encode(part)
    return ids


def random_texts(rng):
    alphabets = ["a ", "ab", "the ", "  \n", "aàé日🎉", "=>", "0123 ", "etaoin shrdlu"]
    return ["".join(rng.choice(a) for _ in range(rng.randrange(1, 25))) for a in alphabets * 12]


def main(out):
    golden = {}
    texts = TEXTS + random_texts(random.Random(20261126))
    for name, options in VARIANTS.items():
        with tempfile.TemporaryDirectory() as temp:
            directory = pathlib.Path(temp)
            model = train(directory, options)
            write_gguf(model, out / f"{name}.gguf")
            processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
            golden[name] = [{"text": t, "ids": encode(processor, t), "decoded": None} for t in texts]
            fast = LlamaTokenizerFast(vocab_file=str(model), legacy=True, add_prefix_space=options.get("add_dummy_prefix", True), from_slow=True)
            for entry in golden[name]:
                ids = fast(entry["text"], add_special_tokens=False).input_ids
                entry["decoded"] = fast.decode(entry["ids"], skip_special_tokens=True, clean_up_tokenization_spaces=False)
                if ids != entry["ids"]:
                    print(name, "fast tokenizer differs on", repr(entry["text"]), entry["ids"], ids)
            print(name, "the same file read by transformers differs on", differing(out / f"{name}.gguf", golden[name]))
    (out / "ids.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace('},{"text"', '},\n{"text"') + "\n")


def differing(path, entries):
    try:
        from transformers.integrations.ggml import convert_gguf_tokenizer
        from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

        tokenizer_dict = load_gguf_checkpoint(str(path))["tokenizer"]
        tokenizer, _ = convert_gguf_tokenizer("llama", tokenizer_dict)
    except Exception as e:  # a vocabulary that transformers does not read
        return f"all: {e}"
    return [e["text"] for e in entries if tokenizer.encode(e["text"], add_special_tokens=False).ids != e["ids"]]


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
