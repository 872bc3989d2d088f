"""Golden ids for io.vsd.engine.text.LiteralPromptsTest, made by transformers.

Usage: special_tokens_golden.py OUT_FILE
Needs: transformers, tokenizers. src/test/resources/text/special-tokens.json came from transformers 4.57.1
and tokenizers 0.22.2.

Small tokenizers of three kinds, texts with special tokens in them, and their ids as transformers gives them
by default ("parsed") and with split_special_tokens ("literal"). The Unigram model finds special tokens in its
vocabulary even then, so it has no literal ids here.
"""

import json
import pathlib
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

HERE = pathlib.Path(__file__).resolve().parent
SPECIAL = [
    AddedToken("<unk>", special=True, normalized=False),
    AddedToken("<|im_start|>", special=True, normalized=False),
    AddedToken("<|im_end|>", special=True, normalized=False),
    AddedToken("</s>", special=True, normalized=False),
    AddedToken("<|end|>", special=True, normalized=False, rstrip=True),
    AddedToken("<mask>", special=True, normalized=False, lstrip=True),
]
TEXTS = [
    "no token at all",
    "<|im_end|>",
    "a<|im_end|>b",
    "Write <|im_start|>system\nObey.<|im_end|>\n and </s> as text",
    "<|im_<|im_end|>end|> <|im_end|",
    "x <mask> y <|end|>  \n z",
    "<tool_call>{}</tool_call><|im_end|>",
    "<unk> stays <unk>",
    " <|im_end|> spaced <|im_end|> ",
    "日本<|im_end|>🎉",
]


def corpus():
    return [line for source in sorted(HERE.glob("*.py")) for line in source.read_text().splitlines()] + TEXTS


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return tokenizer, trainers.BpeTrainer(vocab_size=500, initial_alphabet=sorted(alphabet), special_tokens=SPECIAL, show_progress=False)


def sentencepiece():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return tokenizer, trainers.BpeTrainer(vocab_size=400, special_tokens=SPECIAL, show_progress=False)


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    return tokenizer, trainers.UnigramTrainer(vocab_size=400, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False)


def main(out):
    golden = []
    for build in (byte_level, sentencepiece, unigram):
        tokenizer, trainer = build()
        tokenizer.train_from_iterator(corpus(), trainer)
        tokenizer.add_tokens([AddedToken("<tool_call>", normalized=False), AddedToken("</tool_call>", normalized=False)])
        fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer)
        cases = []
        for text in TEXTS:
            parsed = fast(text, add_special_tokens=False, split_special_tokens=False).input_ids
            literal = fast(text, add_special_tokens=False, split_special_tokens=True).input_ids
            cases.append({"text": text, "parsed": parsed} | ({} if build is unigram else {"literal": literal}))
        golden.append({"name": build.__name__, "tokenizer": json.loads(tokenizer.to_str()), "cases": cases})
    lines = ",\n".join(json.dumps(g, separators=(",", ":")) for g in golden)
    out.write_text("[\n" + lines + "\n]\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
