"""Writes the code-only archives of all programs and the hash of the sources that each was made from: its own and layers.py.

Run with torch 2.7.1 (the libtorch that DJL 0.36 brings):  python engine/src/main/torchscript/build.py
"""
import hashlib
import pathlib

import torch

import archive
import decoder
import draft
import draft_training
import teacher_forcing

PROGRAMS = {
    "torch/decoder.pt": decoder.Decoder,
    "torch/draft.pt": draft.DraftProgram,
    "torch/draft-training.pt": draft_training.DraftTraining,
    "torch/teacher-forcing.pt": teacher_forcing.TeacherForcing,
}

here = pathlib.Path(__file__).resolve().parent
resources = here.parent / "resources" / "io" / "vsd" / "engine"
for name, program in PROGRAMS.items():
    target = resources / name
    target.parent.mkdir(parents=True, exist_ok=True)
    archive.save(torch.jit.script(program().eval()), str(target))
    source = here / (program.__module__ + ".py")
    source_hash = hashlib.sha256(source.read_bytes() + (here / "layers.py").read_bytes()).hexdigest()
    target.with_name(target.name + ".source.sha256").write_text(source_hash + "\n")
    print(name, target.stat().st_size, "bytes, source", source_hash)
