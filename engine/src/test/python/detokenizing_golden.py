"""Golden texts for io.vsd.engine.text.DetokenizingTest, made by the library tokenizers.

Usage: detokenizing_golden.py OUT_FILE
Needs: tokenizers. src/test/resources/text/detokenizing.json came from tokenizers 0.22.2.

The file holds small tokenizers, one for each kind of decoder and for several combinations, random
ids (special tokens, bytes, and ids without a token among them) and what tokenizers decodes.
"""

import json
import pathlib
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models
from tokenizers.pre_tokenizers import ByteLevel

SPECIAL = ["<unk>", "<s>", "</s>"]
BYTES = [f"<0x{b:02X}>" for b in (0x20, 0x41, 0x80, 0x9F, 0x98, 0x8A, 0xA9, 0xC3, 0xE4, 0xBD, 0xA0, 0xF0, 0xFF)]
SPACED = ["▁", "▁▁", "▁the", "▁a▁", "s", "é", "\u0301", "🎉", "👩\u200d👩", "�", "日本", "a", "b", "ab", "aab", "▁b", " ", "  x "]
WORDS = ["the", "##ing", "##s", "##", ".", "?", "!", ",", "'", "n't", "'s", "'ve", "do not", " do not", "é", "🎉", "[X]"]
ENDED = ["the</w>", "th", "e</w>", "</w>", "x</w>y", "🎉</w>", "é", " ", "ing</w>"]
LETTERS = ["<pad>", "|", "A", "B", " .", " do not", "é", "🎉", "a<pad>b"]


def bpe(words):
    return models.BPE(vocab=ids(words), merges=[], unk_token="<unk>", byte_fallback=True)


def ids(words):
    return {word: i for i, word in enumerate(SPECIAL + words)}


def unigram(words):
    return models.Unigram([(word, -1.0 - i) for i, word in enumerate(SPECIAL + words)], unk_id=0, byte_fallback=True)


def kinds():
    d = decoders
    alphabet = sorted(ByteLevel.alphabet()) + ["Ġthe", "Ġa", "ing", "ÃŃ", "ðŁĺ", "not Ġ written in it"]
    yield "byte-level BPE", bpe(alphabet), d.ByteLevel()
    pieces = BYTES + SPACED
    yield "SentencePiece BPE", bpe(pieces), d.Sequence([d.Replace("▁", " "), d.ByteFallback(), d.Fuse(), d.Strip(" ", 1, 0)])
    yield "SentencePiece BPE from GGUF", bpe(pieces), d.Sequence([d.ByteFallback(), d.Fuse(), d.Replace("▁", " "), d.Strip(" ", 1, 0)])
    yield "SentencePiece BPE without a prefix", bpe(pieces), d.Sequence([d.Replace("▁", " "), d.ByteFallback(), d.Fuse()])
    yield "Unigram", unigram(pieces), d.Metaspace()
    yield "Unigram without a prefix", unigram(pieces), d.Metaspace(prepend_scheme="never")
    yield "Unigram with bytes", unigram(pieces), d.Sequence([d.ByteFallback(), d.Metaspace(prepend_scheme="first")])
    yield "WordPiece", models.WordPiece(ids(WORDS), unk_token="<unk>"), d.WordPiece()
    yield "WordPiece as it is", models.WordPiece(ids(WORDS), unk_token="<unk>"), d.WordPiece(cleanup=False)
    yield "WordLevel", models.WordLevel(ids(WORDS), unk_token="<unk>"), None
    yield "BPE with word ends", bpe(ENDED), d.BPEDecoder()
    yield "CTC", models.WordLevel(ids(LETTERS), unk_token="<unk>"), d.CTC()
    yield "CTC as it is", models.WordLevel(ids(LETTERS), unk_token="<unk>"), d.CTC(cleanup=False)
    yield "no steps", bpe(pieces), d.Sequence([])
    yield "replace in one text", bpe(pieces), d.Sequence([d.Fuse(), d.Replace("aab", "X"), d.Replace("▁b", ""), d.Strip("a", 2, 0)])
    yield "replace and strip each", bpe(pieces), d.Sequence([d.Replace("ab", "é"), d.Strip("▁", 1, 0), d.Metaspace()])
    yield "word ends, then strip", bpe(ENDED), d.Sequence([d.BPEDecoder(), d.Strip(" ", 1, 0), d.Replace("th", "T"), d.Fuse()])
    yield "one text, then words", bpe(pieces), d.Sequence([d.Fuse(), d.Metaspace()])
    yield "regular expression", bpe(pieces), d.Sequence([d.Replace(Regex("a+"), "_"), d.Fuse()])
    yield "bytes of one text", bpe(alphabet), d.Sequence([d.Fuse(), d.ByteLevel()])


def main(out):
    rng = random.Random(20261126)
    golden = []
    for name, model, decoder in kinds():
        tokenizer = Tokenizer(model)
        if decoder is not None:
            tokenizer.decoder = decoder
        tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
        tokenizer.add_tokens([AddedToken("<tool▁→>", normalized=False), AddedToken(" added ", normalized=False)])
        size = tokenizer.get_vocab_size()
        cases = []
        for _ in range(25):
            run = [rng.randrange(size + 5) for _ in range(rng.randrange(14))]
            if rng.random() < 0.4:
                at = rng.randrange(len(run) + 1)
                run[at:at] = [run[at]] * 2 if at < len(run) else run[-1:] * 2
            cases.append({"ids": run, "text": tokenizer.decode(run, skip_special_tokens=True)})
        golden.append({"name": name, "tokenizer": json.loads(tokenizer.to_str()), "cases": cases})
    lines = ",\n".join(json.dumps(g, ensure_ascii=False, separators=(",", ":")) for g in golden)
    out.write_text("[\n" + lines + "\n]\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
