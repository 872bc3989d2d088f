"""Writes the code-only archive of decoder.py and the hash of the source it was made from.

Run with torch 2.7.1 (the libtorch that DJL 0.36 brings):  python engine/src/main/torchscript/build.py
"""
import hashlib
import pathlib

import torch

import archive
import decoder

here = pathlib.Path(__file__).resolve().parent
target = here.parent / "resources" / "io" / "vsd" / "engine" / "model"
target.mkdir(parents=True, exist_ok=True)
archive.save(torch.jit.script(decoder.Decoder()), str(target / "decoder.pt"))
source_hash = hashlib.sha256((here / "decoder.py").read_bytes()).hexdigest()
(target / "decoder.pt.source.sha256").write_text(source_hash + "\n")
print(target / "decoder.pt", (target / "decoder.pt").stat().st_size, "bytes, source", source_hash)
